/**
 * What is told of sampled requests, without saying to whom: {@link io.mandi.engine.trace.Traces} begins spans. What speaks to a
 * collector of traces stands outside the engine.
 */
package io.mandi.engine.trace;
