/** Tells a collector of traces what becomes of sampled requests. Nothing else in the program knows OpenTelemetry. */
package io.mandi.integrations.trace;
