/** The load generator: many connections on one thread, requests made beforehand, latencies from the planned time on. */
package io.mandi.bench.load;
