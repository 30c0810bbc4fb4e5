package io.mandi.engine.trade;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody has done to a trade.
 *
 * @param by user
 * @param reason where one has to be given
 */
public record Act(String by, Instant at, Optional<String> reason) {}
