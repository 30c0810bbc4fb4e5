/**
 * The partners of a market: what is known of them, how they come to be approved, and what they may do then.
 *
 * <p>A {@link io.mandi.engine.partner.Partner} is an immutable record, kept in tables. What somebody wants is a
 * {@link io.mandi.engine.partner.PartnerDraft}; {@code partner.edit.Partners} decides with the record, the draft and the occasion
 * (when, who, under which settings) what becomes of it: the new record and its events, which are stored together, or all that is
 * wrong. What happens by itself, as time passes, is decided by {@code partner.edit.PartnerTime}. Others who must judge a partner, and
 * have no use for the record, keep a {@link io.mandi.engine.partner.capability.Standing} and a {@code relation.Relations} of it.
 *
 * <p>What must be unique among the partners of an organisation is told by {@link io.mandi.engine.partner.UniqueKey#of}; only the
 * tables can see whether it is.
 */
package io.mandi.engine.partner;
