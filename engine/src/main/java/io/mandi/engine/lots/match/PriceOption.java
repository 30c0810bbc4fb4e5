package io.mandi.engine.lots.match;

import java.util.Optional;

/**
 * A price that a lot asks on certain terms.
 *
 * @param paymentTerm its code; absent when any will do
 * @param deliveryTerm its code; absent when any will do
 */
public record PriceOption(Optional<String> paymentTerm, Optional<String> deliveryTerm, UnitPrice price) {}
