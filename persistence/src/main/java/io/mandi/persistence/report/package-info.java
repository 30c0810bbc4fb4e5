/** Sums over many orders and trades, for those who run the market and those who trade on it. */
package io.mandi.persistence.report;
