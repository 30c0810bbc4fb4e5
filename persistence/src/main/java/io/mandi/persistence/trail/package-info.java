/**
 * The published events of each organisation, in their order: {@link io.mandi.persistence.trail.TrailProjection} numbers and
 * chains them, {@link io.mandi.persistence.trail.PostgresEvents} shows them, {@link
 * io.mandi.persistence.trail.TrailVerification} finds what was changed or removed.
 *
 * <p>Each event has a hash over itself, as it stands in the journal, and the hash before it. So no event of the journal, and
 * no row of the trail, can be changed or taken away without all hashes from there on being others.
 */
package io.mandi.persistence.trail;
