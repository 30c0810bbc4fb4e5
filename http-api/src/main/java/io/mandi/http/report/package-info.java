/**
 * Makes lots of what agricultural markets report: {@code ReportLayout} reads rows and {@code ReportLots} says what lot a row is, both
 * without I/O; {@code LotImport} posts them over HTTP.
 */
package io.mandi.http.report;
