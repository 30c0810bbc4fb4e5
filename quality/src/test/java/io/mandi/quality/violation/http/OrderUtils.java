package io.mandi.quality.violation.http;

/** A name that says nothing. */
public final class OrderUtils {
    private OrderUtils() {}
}
