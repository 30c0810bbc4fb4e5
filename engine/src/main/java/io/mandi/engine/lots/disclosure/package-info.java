/**
 * What one side of a match learns of the other, and when (section 2.2).
 *
 * <p>{@link io.mandi.engine.lots.disclosure.Stage} says how far two partners have come,
 * {@link io.mandi.engine.lots.disclosure.Counterparty} all that there is to tell of one of them, and
 * {@link io.mandi.engine.lots.disclosure.Disclosure} what of it may be told. Nothing of a counterparty gets out on another way.
 */
package io.mandi.engine.lots.disclosure;
