package io.mandi.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedServerSettingsTest {

    private final EmbeddedServerSettings settings = EmbeddedServerSettings.in(Path.of("data"));

    @Test
    void keepsTheProgramsInTheDataFolderUnlessToldOtherwise() {
        assertThat(settings.binariesDir()).isEqualTo(Path.of("data", "postgres-binaries"));
        assertThat(settings.withBinariesDir(Path.of("elsewhere")).binariesDir()).isEqualTo(Path.of("elsewhere"));
    }

    @Test
    void refusesWhatIsNoPortOrNoLimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withPort(70_000))
                .withMessageContaining("70000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withStartWait(Duration.ZERO))
                .withMessageContaining("startWait");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withStopWait(Duration.ofDays(1)))
                .withMessageContaining("stopWait");
    }
}
