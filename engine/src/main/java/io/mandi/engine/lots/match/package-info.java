/**
 * Matching of lots with needs: filters, scores, order, and what to reserve next. No actors, no clocks, no I/O; what is known
 * of partners comes through {@link io.mandi.engine.lots.match.Parties}.
 *
 * <p>Start with {@link io.mandi.engine.lots.match.Matcher}, which judges one pair, and
 * {@link io.mandi.engine.lots.match.LotIndex}, which finds the best lots for a need.
 *
 * <h2>Arithmetic</h2>
 *
 * Results are exact and the same on every machine. Parts of a score are counted in {@code 10^-10} and scores in {@code 10^-4},
 * each rounded HALF_UP where it arises: each parameter, their mean, the price, nearness, the window, and delivery, which is
 * made of the last two and terms. All of that fits in a {@code long}; {@link io.mandi.engine.lots.match.Ratio} divides by
 * long division. Numbers too large for it go through decimals of any size, with the same result. A distance is rounded to
 * the millimetre first, times count in microseconds.
 *
 * <h2>Why a search finds what a look at all pairs would find</h2>
 *
 * An index leaves a posting out only where a filter would reject it.
 *
 * <ul>
 *   <li>Place: a pair passes the location filter by the same location id, by the same city, by a distance within the limit,
 *       because the need has no delivery place, or across a border. The index looks at all postings of the same location,
 *       of the same city (country, state and city), of all cubes of space that a ball of that radius touches, at all needs
 *       without a delivery place, and at everything where borders may be crossed. Needs are kept by the magnitude of their
 *       distance, and each magnitude is looked at with its largest.
 *   <li>Price: postings stand in the order of the least price that a lot may ask of anybody, or of what a need pays at most.
 *       A lot asks one of its prices, so a least price above the budget means a price above it. Open prices and needs without
 *       a budget stand where every search meets them. For equivalents the bound is widened by what rounding can make of it.
 *   <li>Score: before others are asked about the partners, the score is known but for the risk and the advisor. A WARN
 *       never raises it, since the factor is at most 1 and its part is half; rounding keeps the order; the boost is at most
 *       the setting. When even the best of these is less than the last of those found already, the pair cannot come before
 *       that one. At the same score it is looked at in full, since price, distance, age and id decide then.
 * </ul>
 *
 * Status, times, currency, quantity and quality of what remains are comparisons of prepared numbers, a fraction of a
 * microsecond for all of them, and have no order of their own in the index.
 *
 * <h2>What the rules leave open</h2>
 *
 * <ul>
 *   <li>With price options, {@code base_price} alone stands beside them, whatever the price type (AV-12). An option that names
 *       no term fits any. A range takes its row of a matrix by its least number (AV-13).
 *   <li>An open price passes the whole price filter, {@code total_budget} too (AV-14); without a budget its value is 0.00.
 *   <li>A filter says each of its reasons, but one for each parameter, and nothing more of a quantity that is not there. A
 *       need that is in a wrong state and not valid yet is NEED_NOT_OPEN once.
 *   <li>Quantities of equivalents are rounded down to 6 decimals (RQ-7). Whether a lot is taken whole goes by its own
 *       quantities. Money is computed from the price as it was given and rounded once (UN-4), also for equivalents.
 *   <li>The state and the city are compared within a country. A city without a known state is no known city.
 *   <li>Cross-border pairs without the wanted incoterm are LOCATION_CROSS_BORDER.
 *   <li>The delivery country (CAP-3) is that of the delivery place that counts, of the first one when none is in reach, and
 *       that of the goods when the need has none.
 *   <li>A maximal distance of 0 is met by a distance of 0. It counts down to the millimetre.
 *   <li>A text is inside no numeric limits. Numbers are accepted by value ({@code 2.5} is {@code 2.50}), ranges when both
 *       ends are. A preferred text that is no number prefers nothing among numbers.
 *   <li>A delivery window without one of its bounds has no shares, and scores 1.0. A lot's open bound covers all beyond it.
 *   <li>While the risk cannot be told, RISK and EXPOSURE of a pair that is rejected anyway are not evaluated (MT-4).
 *   <li>The minimum is asked of the score before the boost, {@code min_score} of a search of the score with it.
 *   <li>A need that prefers less than its maximum is filled to PARTIAL when the fill ends at what it prefers, since its room
 *       is not used up (MT-8).
 *   <li>The risk status of a lot or a need itself is not looked at: its state says what came of it.
 * </ul>
 */
package io.mandi.engine.lots.match;
