/**
 * Matches that are kept, in tables: {@link io.mandi.persistence.match.PostgresMatches}. {@link io.mandi.persistence.match.MatchTriggers}
 * sees to it that they are looked for anew whenever something happens that they depend on.
 */
package io.mandi.persistence.match;
