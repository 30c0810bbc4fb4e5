package io.mandi.engine.catalog.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.setting.MarketSettings.Change;
import io.mandi.engine.catalog.setting.MarketSettings.Patched;
import io.mandi.engine.catalog.unit.BaseUnit;
import io.mandi.engine.catalog.unit.Unit;
import io.mandi.engine.catalog.unit.UnitFactors;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarketSettingsTest {
    private static final MarketSettings DEFAULT = MarketSettings.DEFAULT;

    private static GivenValue text(String text) {
        return new GivenValue.Text(text);
    }

    private static GivenValue whole(long number) {
        return new GivenValue.Whole(number);
    }

    private static GivenValue weights(String quality, String price, String delivery, String risk) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("quality", quality);
        parts.put("price", price);
        parts.put("delivery", delivery);
        parts.put("risk", risk);
        return new GivenValue.Fields(parts);
    }

    private static MarketSettings with(String name, GivenValue value) {
        return DEFAULT.patch(Map.of(name, value)).asOptional().orElseThrow().settings();
    }

    private static List<Flaw> flaws(String name, GivenValue value) {
        return DEFAULT.patch(Map.of(name, value)).flaws();
    }

    /** The table of section 7.1, first half. */
    @ParameterizedTest
    @CsvSource({
        "DEFAULT, 0.40, 0.30, 0.15, 0.15, 0.60",
        "COTTON, 0.40, 0.30, 0.15, 0.15, 0.60",
        "GOLD, 0.30, 0.40, 0.10, 0.20, 0.70",
        "WHEAT, 0.35, 0.35, 0.20, 0.10, 0.50",
        "RICE, 0.35, 0.35, 0.20, 0.10, 0.50",
        "OIL, 0.40, 0.35, 0.15, 0.10, 0.60"
    })
    void scoresHaveTheirWeightsAndMinimum(
            ScoringCategory category,
            BigDecimal quality,
            BigDecimal price,
            BigDecimal delivery,
            BigDecimal risk,
            BigDecimal minimum) {
        assertThat(DEFAULT.weights(category)).isEqualTo(new Weights(quality, price, delivery, risk));
        assertThat(DEFAULT.minimumScore(category)).isEqualTo(minimum);
    }

    @ParameterizedTest
    @CsvSource({"COTTON, COTTON", "OIL, OIL", "SILVER, DEFAULT", "DEFAULT, DEFAULT", "OILSEED, DEFAULT"})
    void otherCategoriesAreScoredByDefault(String category, ScoringCategory scoring) {
        assertThat(ScoringCategory.of(category)).isEqualTo(scoring);
    }

    /** The defaults that the rules name, each as it stands in JSON. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        timezone | Text[text=Asia/Kolkata]
        orders_require_approved_partner | Flag[on=true]
        auto_approve_lots | Flag[on=true]
        circular_rule | Text[text=SAME_DAY]
        sanctioned_countries | Texts[texts=[CU, IR, KP, SY]]
        suspend_on_kyc_expiry | Flag[on=false]
        employees_per_partner | Whole[number=2]
        cross_state_allowed | Flag[on=false]
        cross_border_allowed | Flag[on=false]
        max_distance_km | Whole[number=50]
        warn_factor | Text[text=0.90]
        ai_boost | Text[text=0.05]
        ai_confidence_floor | Whole[number=60]
        ai_price_deviation_percent | Text[text=10]
        max_results | Whole[number=50]
        notified_per_run | Whole[number=5]
        notice_window_seconds | Whole[number=60]
        repeat_notice_window_seconds | Whole[number=300]
        repeat_notice_similarity | Text[text=0.95]
        trigger_batch_size | Whole[number=100]
        trigger_wait_milliseconds | Whole[number=100]
        sweep_period_seconds | Whole[number=30]
        sweep_look_back_minutes | Whole[number=5]
        run_retries | Whole[number=3]
        run_retry_wait_seconds | Whole[number=2]
        weights_gold | Fields[fields={quality=0.30, price=0.40, delivery=0.10, risk=0.20}]
        minimum_score_wheat | Text[text=0.50]
        unit_factor_maund | Text[text=37.324]
        unit_factor_candy | Text[text=355.62]
        unit_factor_bale | Text[text=170]
        unit_factor_bag | Text[text=50]
        unit_factor_bag_jute | Text[text=100]
        unit_factor_sack | Text[text=50]
        unit_factor_box | Text[text=10]
        unit_factor_carton | Text[text=20]
        unit_factor_drum | Text[text=200]
        unit_factor_bundle | Text[text=10]
        """)
    void defaultsAreThoseOfTheRules(String name, String written) {
        assertThat(Setting.named(name).orElseThrow().writtenDefault()).hasToString(written);
    }

    @Test
    void thereAreNoOtherSettings() {
        int perCategory = 2 * ScoringCategory.values().length;

        assertThat(Setting.all()).hasSize(25 + perCategory + 10);
        assertThat(Setting.named("webhook_jitter")).isEmpty();
    }

    @Test
    void everySettingSaysWhatItIsAndReadsItsOwnDefault() {
        for (Setting<?> setting : Setting.all()) {
            assertThat(setting.name()).matches("[a-z]+(_[a-z]+)*");
            assertThat(setting.meaning()).isNotBlank();
            assertThat(setting.type().description()).isNotBlank();
            assertReadsBack(setting);
        }
        assertThat(Setting.all()).extracting(Setting::name).doesNotHaveDuplicates();
    }

    private static <T> void assertReadsBack(Setting<T> setting) {
        assertThat(setting.type().read(setting.writtenDefault()).asOptional())
                .as(setting.name())
                .contains(setting.defaultValue());
    }

    @Test
    void aPatchChangesWhatItNamesAndSaysWhatHasChanged() {
        Map<String, GivenValue> patch = new LinkedHashMap<>();
        patch.put("max_distance_km", whole(100));
        patch.put("cross_state_allowed", new GivenValue.Flag(true));
        patch.put("circular_rule", text("UNSETTLED"));
        patch.put("warn_factor", text("0.9"));

        Patched patched = DEFAULT.patch(patch).asOptional().orElseThrow();

        assertThat(patched.changes())
                .containsExactly(
                        new Change("circular_rule", text("SAME_DAY"), text("UNSETTLED")),
                        new Change("cross_state_allowed", new GivenValue.Flag(false), new GivenValue.Flag(true)),
                        new Change("max_distance_km", whole(50), whole(100)));
        assertThat(patched.settings().get(Setting.MAX_DISTANCE_KM)).isEqualTo(100);
        assertThat(patched.settings().get(Setting.CROSS_STATE_ALLOWED)).isTrue();
        assertThat(patched.settings().get(Setting.CIRCULAR_RULE)).isEqualTo(CircularRule.UNSETTLED);
        assertThat(patched.settings().get(Setting.CROSS_BORDER_ALLOWED)).isFalse();
        assertThat(DEFAULT.get(Setting.MAX_DISTANCE_KM)).isEqualTo(50);
    }

    @Test
    void whenOneValueIsWrongNoneIsSetAndAllFlawsAreSaid() {
        Map<String, GivenValue> patch = new LinkedHashMap<>();
        patch.put("max_distance_km", whole(0));
        patch.put("cross_state_allowed", new GivenValue.Flag(true));
        patch.put("colour", text("blue"));
        patch.put("weights_oil", weights("0.40", "0.35", "0.15", "1.01"));

        assertThat(DEFAULT.patch(patch).asOptional()).isEmpty();
        assertThat(DEFAULT.patch(patch).flaws())
                .extracting(Flaw::code, Flaw::field)
                .containsExactly(
                        tuple(FlawCode.NUMBER_OUT_OF_RANGE, "max_distance_km"),
                        tuple(FlawCode.UNKNOWN_SETTING, "colour"),
                        tuple(FlawCode.NUMBER_OUT_OF_RANGE, "weights_oil/risk"));
    }

    /** Section 7.1: weights must add up to exactly 1.00. */
    @ParameterizedTest
    @EnumSource(ScoringCategory.class)
    void weightsAddUpToExactlyOne(ScoringCategory category) {
        String name = "weights_" + category.name().toLowerCase(Locale.ROOT);

        assertThat(with(name, weights("0.25", "0.25", "0.25", "0.25"))
                        .weights(category)
                        .price())
                .isEqualTo("0.25");
        assertThat(with(name, weights("1", "0", "0.0", "0.00"))
                        .weights(category)
                        .quality())
                .isEqualTo("1.00");
        assertThat(flaws(name, weights("0.40", "0.30", "0.15", "0.14")))
                .singleElement()
                .satisfies(flaw -> {
                    assertThat(flaw.code().code()).isEqualTo("weights_sum");
                    assertThat(flaw.field()).isEqualTo(name);
                    assertThat(flaw.detail()).contains("0.99");
                });
        assertThat(flaws(name, weights("0.4", "0.3", "0.15", "0.1501")))
                .extracting(Flaw::code)
                .containsExactly(FlawCode.WEIGHTS_SUM);
        assertThat(flaws(name, new GivenValue.Fields(Map.of("quality", "1"))))
                .extracting(Flaw::code)
                .containsExactly(FlawCode.VALIDATION_FAILED);
    }

    /** Section 7.1: at start-up too. */
    @Test
    void defaultWeightsAddUpToExactlyOne() {
        for (ScoringCategory category : ScoringCategory.values()) {
            assertThat(DEFAULT.weights(category).sum()).isEqualByComparingTo("1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "warn_factor, 1.01, NUMBER_OUT_OF_RANGE",
        "warn_factor, 0.90001, TOO_MANY_DECIMALS",
        "warn_factor, much, VALIDATION_FAILED",
        "warn_factor, -0.5, VALIDATION_FAILED",
        "minimum_score_gold, 2, NUMBER_OUT_OF_RANGE",
        "unit_factor_candy, 0, NUMBER_OUT_OF_RANGE",
        "circular_rule, NEVER, VALIDATION_FAILED",
        "circular_rule, same_day, VALIDATION_FAILED",
        "timezone, Rajkot, VALIDATION_FAILED",
        "timezone, Asia/Rajkot, VALIDATION_FAILED",
        "max_distance_km, 50, VALIDATION_FAILED",
        "cross_state_allowed, true, VALIDATION_FAILED",
        "sanctioned_countries, IR, VALIDATION_FAILED",
        "weights_default, 1, VALIDATION_FAILED"
    })
    void valuesThatASettingCannotHaveAreFlaws(String name, String value, FlawCode code) {
        assertThat(flaws(name, text(value))).singleElement().satisfies(flaw -> {
            assertThat(flaw.code()).isEqualTo(code);
            assertThat(flaw.field()).isEqualTo(name);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 20_101, 4_294_967_346L, Long.MAX_VALUE})
    void wholeNumbersOutsideTheirBoundsAreFlaws(long number) {
        assertThat(flaws("max_distance_km", whole(number)))
                .extracting(Flaw::code)
                .containsExactly(FlawCode.NUMBER_OUT_OF_RANGE);
    }

    @Test
    void countriesAreSortedAndKnown() {
        assertThat(with("sanctioned_countries", new GivenValue.Texts(List.of("ru", "IR", " ir")))
                        .get(Setting.SANCTIONED_COUNTRIES))
                .containsExactly("IR", "RU");
        assertThat(with("sanctioned_countries", new GivenValue.Texts(List.of())).get(Setting.SANCTIONED_COUNTRIES))
                .isEmpty();
        assertThat(flaws("sanctioned_countries", new GivenValue.Texts(List.of("XX"))))
                .hasSize(1);
    }

    @Test
    void theMarketHasItsOwnDays() {
        assertThat(DEFAULT.get(Setting.TIMEZONE)).isEqualTo(ZoneId.of("Asia/Kolkata"));
        assertThat(with("timezone", text("Asia/Dubai")).get(Setting.TIMEZONE)).isEqualTo(ZoneId.of("Asia/Dubai"));
    }

    /** UN-2 */
    @ParameterizedTest
    @ValueSource(strings = {"355.61641808", "355.56", "400"})
    void un2UnitsOfTheOrganisationHaveItsFactors(String factor) {
        MarketSettings settings = with("unit_factor_candy", text(factor));

        assertThat(UnitFactors.of(BaseUnit.KG, settings.unitFactors(), Map.of()).factors())
                .containsEntry(
                        Unit.CANDY,
                        new BigDecimal(factor)
                                .stripTrailingZeros()
                                .setScale(Math.max(0, new BigDecimal(factor).scale())));
        assertThat(DEFAULT.unitFactors()).hasSize(10).contains(entry(Unit.BALE, new BigDecimal("170")));
    }

    /** Any patch, of good and bad values: all or nothing, what is stored is read back, nothing changes twice. */
    @Test
    void patchesAreTakenWholeAndReadBack() {
        SplittableRandom random = new SplittableRandom(46);
        MarketSettings settings = DEFAULT;
        int taken = 0;
        for (int i = 0; i < 5_000; i++) {
            Map<String, GivenValue> patch = new LinkedHashMap<>();
            for (int size = random.nextInt(1, 4); size > 0; size--) {
                Setting<?> setting =
                        Setting.all().get(random.nextInt(Setting.all().size()));
                patch.put(setting.name(), random.nextInt(5) == 0 ? anyValue(random) : fitting(random, setting));
            }
            Checked<Patched> checked = settings.patch(patch);
            if (checked.asOptional().isEmpty()) {
                assertThat(checked.flaws()).isNotEmpty();
                continue;
            }
            taken++;
            Patched patched = checked.asOptional().orElseThrow();
            assertThat(patched.changes()).extracting(Change::setting).allMatch(patch::containsKey);
            for (Change change : patched.changes()) {
                assertThat(change.old()).isNotEqualTo(change.current());
            }
            settings = patched.settings();
            assertThat(settings.patch(patch).asOptional().orElseThrow().changes())
                    .isEmpty();
            assertThat(DEFAULT.patch(settings.differences())
                            .asOptional()
                            .orElseThrow()
                            .settings())
                    .isEqualTo(settings)
                    .hasSameHashCodeAs(settings);
        }
        assertThat(taken).isBetween(1_000, 4_900);
    }

    private static GivenValue anyValue(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> text(String.valueOf(random.nextInt(-5, 100)));
            case 1 -> whole(random.nextLong());
            case 2 -> new GivenValue.Flag(random.nextBoolean());
            case 3 -> new GivenValue.Texts(List.of("IN", "Q"));
            default -> weights("0.5", "0.3", "0.2", "0." + random.nextInt(9));
        };
    }

    private static GivenValue fitting(SplittableRandom random, Setting<?> setting) {
        return switch (setting.type()) {
            case SettingType.Flag any -> new GivenValue.Flag(random.nextBoolean());
            case SettingType.Whole bounds -> whole(random.nextLong(bounds.least(), bounds.most() + 1L));
            case SettingType.Fraction any -> text("0." + random.nextInt(1, 10_000));
            case SettingType.Choice<?> choice ->
                text(choice.type()
                        .getEnumConstants()[random.nextInt(choice.type().getEnumConstants().length)]
                        .name());
            case SettingType.Timezone any -> text(random.nextBoolean() ? "Asia/Kolkata" : "Europe/Berlin");
            case SettingType.Countries any -> new GivenValue.Texts(random.nextBoolean() ? List.of("CU") : List.of());
            case SettingType.ScoreWeights any -> {
                int quality = random.nextInt(10, 50);
                int price = random.nextInt(10, 50);
                yield weights(
                        "0." + quality,
                        "0." + price,
                        "0",
                        String.valueOf(new BigDecimal(100 - quality - price).movePointLeft(2)));
            }
        };
    }
}
