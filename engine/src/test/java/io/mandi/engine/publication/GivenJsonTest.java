package io.mandi.engine.publication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of settings and qualities in JSON. */
class GivenJsonTest {
    @Test
    void readsBackTheValueOfEverySetting() {
        assertThat(Setting.all()).allSatisfy(setting -> {
            var value = MarketSettings.DEFAULT.written(setting);
            assertThat(GivenJson.read(GivenJson.write(value))).hasValue(value);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1.5", "99999999999999999999", "[1]", "[[\"a\"]]", "{\"a\":1}", "{\"a\":null}"})
    void takesNothingElse(String json) throws JsonProcessingException {
        assertThat(GivenJson.read(new JsonMapper().readTree(json))).isEmpty();
    }
}
