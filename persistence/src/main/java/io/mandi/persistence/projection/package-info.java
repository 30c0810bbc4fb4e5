/**
 * Tables that are made of the log and of nothing else. A {@link io.mandi.persistence.projection.Projection} takes events
 * in and writes its tables; {@link io.mandi.persistence.projection.ProjectionTurn} does so in one transaction with the place
 * in the log that it has come to, so that every event is taken in once, whatever fails in between. One actor for each slice
 * of the log, somewhere in the cluster, gives the turns: {@link io.mandi.persistence.projection.Projections}.
 */
package io.mandi.persistence.projection;
