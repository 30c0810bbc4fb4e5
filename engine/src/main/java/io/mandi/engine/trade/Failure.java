package io.mandi.engine.trade;

/**
 * Why a trade was not made.
 *
 * @param step that was refused
 * @param code as clients see it
 * @param detail for the client's developer
 */
public record Failure(Step step, String code, String detail) {}
