package io.mandi.engine.catalog.setting;

import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.unit.Unit;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that an organisation decides for its market. The constants are all there are; {@link MarketSettings} holds
 * the values of one organisation.
 *
 * <p>What belongs to the node and not to a market stands in the node's environment: how often and how long webhooks are
 * tried, the random part of their waits, and whether they may go to the machine itself.
 *
 * @param <T> of its values
 */
public final class Setting<T> {
    private static final List<Setting<?>> DECLARED = new ArrayList<>();

    private static final SettingType<Boolean> FLAG = new SettingType.Flag();
    private static final SettingType<BigDecimal> SHARE = SettingType.Fraction.of("0", "1", 2, 4);

    public static final Setting<ZoneId> TIMEZONE = declare(
            "timezone",
            new SettingType.Timezone(),
            ZoneId.of("Asia/Kolkata"),
            "Where the market's business days begin and end");

    public static final Setting<Boolean> ORDERS_REQUIRE_APPROVED_PARTNER =
            declare("orders_require_approved_partner", FLAG, true, "Order books take orders of approved partners only");
    public static final Setting<Boolean> AUTO_APPROVE_LOTS = declare(
            "auto_approve_lots", FLAG, true, "A lot that passes all checks is active without anybody's approval");
    public static final Setting<CircularRule> CIRCULAR_RULE = declare(
            "circular_rule",
            new SettingType.Choice<>(CircularRule.class),
            CircularRule.SAME_DAY,
            "When a partner may not both buy and sell a commodity");
    public static final Setting<List<String>> SANCTIONED_COUNTRIES = declare(
            "sanctioned_countries",
            new SettingType.Countries(),
            List.of("CU", "IR", "KP", "SY"),
            "Countries whose partners may not trade");
    public static final Setting<Boolean> SUSPEND_ON_KYC_EXPIRY = declare(
            "suspend_on_kyc_expiry", FLAG, false, "A partner whose KYC has expired is suspended, not only blocked");
    public static final Setting<Integer> EMPLOYEES_PER_PARTNER = declare(
            "employees_per_partner", new SettingType.Whole(0, 1_000), 2, "Most employees that a partner can have");

    public static final Setting<Boolean> CROSS_STATE_ALLOWED =
            declare("cross_state_allowed", FLAG, false, "Goods may be matched with needs in another state");
    public static final Setting<Boolean> CROSS_BORDER_ALLOWED =
            declare("cross_border_allowed", FLAG, false, "Goods may be matched with needs in another country");
    public static final Setting<Integer> MAX_DISTANCE_KM = declare(
            "max_distance_km",
            new SettingType.Whole(1, 20_100),
            50,
            "How far goods may be from where they are needed when the need does not say, in km");

    public static final Setting<BigDecimal> WARN_FACTOR = declare(
            "warn_factor", SHARE, new BigDecimal("0.90"), "What the score of a pair with risk WARN is multiplied by");
    public static final Setting<BigDecimal> AI_BOOST = declare(
            "ai_boost",
            SHARE,
            new BigDecimal("0.05"),
            "What is added to a score when the advisor recommends the seller");
    public static final Setting<Integer> AI_CONFIDENCE_FLOOR = declare(
            "ai_confidence_floor",
            new SettingType.Whole(0, 100),
            60,
            "The confidence from which on the advisor is listened to, 0 to 100");
    public static final Setting<BigDecimal> AI_PRICE_DEVIATION_PERCENT = declare(
            "ai_price_deviation_percent",
            SettingType.Fraction.of("0", "1000", 0, 2),
            new BigDecimal("10"),
            "The advisor warns of prices that are further from what it expects, in percent");

    public static final Setting<Integer> MAX_RESULTS =
            declare("max_results", new SettingType.Whole(1, 1_000), 50, "Most matches that one run keeps");
    public static final Setting<Integer> NOTIFIED_PER_RUN = declare(
            "notified_per_run", new SettingType.Whole(0, 100), 5, "Most new matches of one run that are announced");
    public static final Setting<Integer> NOTICE_WINDOW_SECONDS = declare(
            "notice_window_seconds",
            new SettingType.Whole(0, 86_400),
            60,
            "A user gets one notice in this time, in seconds; further ones are gathered");
    public static final Setting<Integer> REPEAT_NOTICE_WINDOW_SECONDS = declare(
            "repeat_notice_window_seconds",
            new SettingType.Whole(0, 86_400),
            300,
            "The same pair is not announced again in this time, in seconds");
    public static final Setting<BigDecimal> REPEAT_NOTICE_SIMILARITY = declare(
            "repeat_notice_similarity",
            SHARE,
            new BigDecimal("0.95"),
            "A pair that has changed so little that it is at least so similar counts as the same");
    public static final Setting<Integer> TRIGGER_BATCH_SIZE = declare(
            "trigger_batch_size", new SettingType.Whole(1, 10_000), 100, "Most postings that are matched together");
    public static final Setting<Integer> TRIGGER_WAIT_MILLISECONDS = declare(
            "trigger_wait_milliseconds",
            new SettingType.Whole(0, 10_000),
            100,
            "Longest time that a posting waits for others to be matched with, in milliseconds");
    public static final Setting<Integer> SWEEP_PERIOD_SECONDS = declare(
            "sweep_period_seconds",
            new SettingType.Whole(1, 86_400),
            30,
            "How often it is looked for postings that were not matched, in seconds");
    public static final Setting<Integer> SWEEP_LOOK_BACK_MINUTES = declare(
            "sweep_look_back_minutes",
            new SettingType.Whole(1, 1_440),
            5,
            "Changes that are no older are looked at, in minutes");
    public static final Setting<Integer> RUN_RETRIES =
            declare("run_retries", new SettingType.Whole(0, 10), 3, "How often a failed run is repeated");
    public static final Setting<Integer> RUN_RETRY_WAIT_SECONDS = declare(
            "run_retry_wait_seconds",
            new SettingType.Whole(1, 3_600),
            2,
            "The wait before a failed run is repeated, in seconds; it doubles each time");

    /** By category; {@link ScoringCategory#DEFAULT} is for all that have none of their own. */
    static final Map<ScoringCategory, Setting<Weights>> WEIGHTS = weights();

    /** By category, as the weights. */
    static final Map<ScoringCategory, Setting<BigDecimal>> MINIMUM_SCORE = minimumScores();

    /** For each unit whose size an organisation may set. */
    static final Map<Unit, Setting<BigDecimal>> UNIT_FACTOR = unitFactors();

    private static final Map<String, Setting<?>> BY_NAME = byName();

    private final int index;
    private final String name;
    private final SettingType<T> type;
    private final T defaultValue;
    private final String meaning;

    private Setting(int index, String name, SettingType<T> type, T defaultValue, String meaning) {
        this.index = index;
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    private static <T> Setting<T> declare(String name, SettingType<T> type, T defaultValue, String meaning) {
        Setting<T> setting = new Setting<>(DECLARED.size(), name, type, defaultValue, meaning);
        DECLARED.add(setting);
        return setting;
    }

    private static Map<ScoringCategory, Setting<Weights>> weights() {
        Map<ScoringCategory, Setting<Weights>> settings = new EnumMap<>(ScoringCategory.class);
        for (ScoringCategory category : ScoringCategory.values()) {
            Weights weights = switch (category) {
                case DEFAULT, COTTON -> weights("0.40", "0.30", "0.15", "0.15");
                case GOLD -> weights("0.30", "0.40", "0.10", "0.20");
                case WHEAT, RICE -> weights("0.35", "0.35", "0.20", "0.10");
                case OIL -> weights("0.40", "0.35", "0.15", "0.10");
            };
            settings.put(
                    category,
                    declare(
                            "weights_" + lowerCase(category),
                            new SettingType.ScoreWeights(),
                            weights,
                            "How much each part counts in the score of a match, " + of(category)));
        }
        return settings;
    }

    private static Weights weights(String quality, String price, String delivery, String risk) {
        return new Weights(
                new BigDecimal(quality), new BigDecimal(price), new BigDecimal(delivery), new BigDecimal(risk));
    }

    private static Map<ScoringCategory, Setting<BigDecimal>> minimumScores() {
        Map<ScoringCategory, Setting<BigDecimal>> settings = new EnumMap<>(ScoringCategory.class);
        for (ScoringCategory category : ScoringCategory.values()) {
            String score = switch (category) {
                case DEFAULT, COTTON, OIL -> "0.60";
                case GOLD -> "0.70";
                case WHEAT, RICE -> "0.50";
            };
            settings.put(
                    category,
                    declare(
                            "minimum_score_" + lowerCase(category),
                            SHARE,
                            new BigDecimal(score),
                            "The score that a match needs, " + of(category)));
        }
        return settings;
    }

    private static Map<Unit, Setting<BigDecimal>> unitFactors() {
        Map<Unit, Setting<BigDecimal>> settings = new EnumMap<>(Unit.class);
        SettingType<BigDecimal> factor = SettingType.Fraction.of("0.00000001", "1000000", 0, 8);
        for (Unit unit : Unit.values()) {
            if (unit.kind() != Unit.Kind.FIXED) {
                settings.put(
                        unit,
                        declare(
                                "unit_factor_" + lowerCase(unit),
                                factor,
                                unit.defaultFactor(),
                                "How many " + unit.base() + " a " + unit + " is, where the commodity does not say"));
            }
        }
        return settings;
    }

    private static String of(ScoringCategory category) {
        return category == ScoringCategory.DEFAULT
                ? "for categories without weights of their own"
                : "for the category " + category;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Setting<?>> byName() {
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        DECLARED.forEach(setting -> settings.put(setting.name, setting));
        return settings;
    }

    /** In the order of their declaration. */
    public static List<Setting<?>> all() {
        return List.copyOf(DECLARED);
    }

    public static Optional<Setting<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Its place among {@link #all}. */
    int index() {
        return index;
    }

    /** In lower case with underscores. */
    public String name() {
        return name;
    }

    public SettingType<T> type() {
        return type;
    }

    public T defaultValue() {
        return defaultValue;
    }

    /** {@link #defaultValue} as it stands in JSON. */
    public GivenValue writtenDefault() {
        return type.write(defaultValue);
    }

    /** What it decides, with the unit of its values, for people. */
    public String meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return name;
    }
}
