/** A journal and a snapshot store that keep nothing: what a node can do when writing costs nothing. */
package io.mandi.bench.noop;
