package io.mandi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private enum Colour {
        RED,
        GREEN
    }

    private static Environment with(String value) {
        return new Environment(Map.of("NAME", value));
    }

    private static void assertMistake(Environment env, String... parts) {
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll(parts);
    }

    private static Environment file(Path folder, Map<String, String> process, String... lines) throws IOException {
        Files.writeString(folder.resolve(".env"), String.join("\n", lines));
        return Environment.of(process, folder);
    }

    // ---------------------------------------------------------------------------------------------------- values

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void takesABlankForAbsent(String value) {
        Environment env = with(value);
        assertThat(env.text("NAME")).isEmpty();
        assertThat(env.text("NAME", "other")).isEqualTo("other");
        assertThat(env.integer("NAME", 7, 0, 9)).isEqualTo(7);
        assertThat(env.flag("NAME", true)).isTrue();
        assertThat(env.duration("NAME", Duration.ofSeconds(3), Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(env.choice("NAME", Colour.GREEN)).isEqualTo(Colour.GREEN);
        env.check();
    }

    @Test
    void leavesOutSpaceAroundAValue() {
        assertThat(with("  a b ").text("NAME")).hasValue("a b");
        assertThat(with(" 8 ").integer("NAME", 7, 0, 9)).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "10", "1.5", "0x1", "one", "99999999999", "1 2", "1_0"})
    void refusesAnotherNumber(String value) {
        Environment env = with(value);
        assertThat(env.integer("NAME", 7, 0, 9)).isEqualTo(7);
        assertMistake(env, "NAME: must be a whole number from 0 to 9", "\"" + value + "\"");
    }

    @Test
    void takesTheLimitsOfANumber() {
        assertThat(with("0").integer("NAME", 7, 0, 9)).isZero();
        assertThat(with("9").integer("NAME", 7, 0, 9)).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "TRUE,true", "False,false", "false,false"})
    void readsAFlag(String value, boolean expected) {
        Environment env = with(value);
        assertThat(env.flag("NAME", !expected)).isEqualTo(expected);
        env.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", "tru"})
    void refusesAnotherFlag(String value) {
        Environment env = with(value);
        env.flag("NAME", true);
        assertMistake(env, "NAME: must be true or false");
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "0ms,0", "10s,10000", "10 s,10000", "5m,300000", "24h,86400000", " 1s ,1000"})
    void readsATime(String value, long millis) {
        assertThat(Environment.parseDuration(value)).hasValue(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "10S", "10 sec", "-1s", "1.5s", "1d", "1s 5ms", "PT10S", "9999999999s"})
    void refusesAnotherTime(String value) {
        assertThat(Environment.parseDuration(value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "61m", "ten"})
    void keepsATimeWithinItsLimits(String value) {
        Environment env = with(value);
        assertThat(env.duration("NAME", Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(3));
        assertMistake(env, "NAME: must be a time from 100ms to 3600000ms", value);
    }

    @Test
    void bearsTheLongestTimes() {
        Environment env = with("999999999h");
        env.duration("NAME", Duration.ofSeconds(3), Duration.ZERO, Duration.ofHours(1));
        assertMistake(env, "NAME");
    }

    @ParameterizedTest
    @CsvSource({"red,RED", "RED,RED", "Green,GREEN"})
    void readsAChoice(String value, String expected) {
        assertThat(with(value).choice("NAME", Colour.RED).name()).isEqualTo(expected);
    }

    @Test
    void namesTheChoices() {
        Environment env = with("blue");
        assertThat(env.choice("NAME", Colour.GREEN)).isEqualTo(Colour.GREEN);
        assertMistake(env, "NAME: must be one of [red, green], but is \"blue\"");
    }

    // ---------------------------------------------------------------------------------------------------- all together

    @Test
    void showsEveryMistakeAtOnce() {
        Environment env = new Environment(Map.of("A", "x", "B", "x", "C", "x", "D", "fine"));
        env.integer("A", 1, 0, 9);
        env.flag("B", true);
        env.choice("C", Colour.RED);
        env.text("D");
        env.problem("E", "is not there");
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContainingAll("A: ", "B: ", "C: ", "E: is not there")
                .hasMessageNotContaining("D: ");
    }

    @Test
    void knowsEveryNameThatWasAskedFor() {
        Environment env = with("1");
        env.integer("NAME", 1, 0, 9);
        env.text("OTHER");
        env.text("OTHER");
        assertThat(env.knownNames()).containsExactly("NAME", "OTHER");
    }

    // ---------------------------------------------------------------------------------------------------- .env

    @Test
    void readsAFileBehindTheProcess(@TempDir Path folder) throws IOException {
        Environment env = file(
                folder,
                Map.of("A", "of the process", "B", "2"),
                "# a comment",
                "A=of the file",
                "C = 3",
                "D=\"four 4\"",
                "");
        assertThat(env.text("A")).hasValue("of the process");
        assertThat(env.text("B")).hasValue("2");
        assertThat(env.text("C")).hasValue("3");
        assertThat(env.text("D")).hasValue("four 4");
        env.check();
    }

    @Test
    void needsNoFile(@TempDir Path folder) {
        assertThat(Environment.of(Map.of("A", "1"), folder).text("A")).hasValue("1");
    }

    @Test
    void refusesANameInTheFileThatMeansNothing(@TempDir Path folder) throws IOException {
        Environment env = file(folder, Map.of("PATH_OF_THE_PROCESS", "/bin"), "HTTP_PROT=9090", "KNOWN=1");
        env.text("KNOWN");
        assertThatThrownBy(env::check)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("HTTP_PROT")
                .hasMessageNotContaining("KNOWN")
                .hasMessageNotContaining("PATH_OF_THE_PROCESS");
    }

    @Test
    void refusesAFileThatIsNone(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> file(folder, Map.of(), "this is no setting").check())
                .hasMessageContaining("this is no setting");
    }
}
