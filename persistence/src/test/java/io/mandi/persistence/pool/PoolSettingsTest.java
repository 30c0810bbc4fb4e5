package io.mandi.persistence.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolSettingsTest {

    private final PoolSettings settings = PoolSettings.of(DatabaseUrl.parse("postgres://db/mandi"));

    @Test
    void refusesValuesOutOfRangeAndNamesThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withMaximumPoolSize(0))
                .withMessageContaining("maximumPoolSize");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withTimeouts(Duration.ofMillis(1), Duration.ofSeconds(20)))
                .withMessageContaining("connectionTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withTimeouts(Duration.ofSeconds(3), Duration.ZERO))
                .withMessageContaining("socketTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withStartupWait(Duration.ZERO))
                .withMessageContaining("startupWait");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withConnectionLife(Duration.ofMinutes(2), Duration.ofMinutes(2)))
                .withMessageContaining("keepaliveTime");
    }

    @Test
    void letsTheServerGiveUpOnAStatementBeforeTheClientDoes() {
        assertThat(settings.statementTimeout()).isLessThan(settings.socketTimeout());
    }
}
