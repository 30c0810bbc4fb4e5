/**
 * The order book against its published peers: the same flows of orders, played into each in one JVM, with equal trades
 * required. Start with {@link io.mandi.bench.core.CoreBench}.
 */
package io.mandi.bench.core;
