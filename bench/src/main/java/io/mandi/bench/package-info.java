/**
 * What proves the figures: a load generator, and benchmarks that run the real program on a fresh database. Every result is
 * a ratio of things measured in one run.
 */
package io.mandi.bench;
