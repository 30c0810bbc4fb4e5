/**
 * How events and snapshots look outside the program: type names, versions, bytes.
 *
 * <p>{@link io.mandi.engine.event.EventCodec} writes and reads; {@link io.mandi.engine.event.CborCodec} reads what was
 * written before.
 */
package io.mandi.engine.event;
