package io.mandi.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"on", "local", "remote_write", "remote_apply"})
    void acceptsEveryCommitThatWaitsForTheOwnDisk(String synchronousCommit) {
        assertThat(new DurabilityCheck("on", synchronousCommit, "on").isDurable())
                .isTrue();
    }

    @Test
    void namesEachSettingUnderWhichACommitCanBeLost() {
        assertThat(new DurabilityCheck("off", "off", "off").violations())
                .satisfiesExactly(
                        sentence -> assertThat(sentence).startsWith("fsync is off"),
                        sentence -> assertThat(sentence).startsWith("synchronous_commit is off"),
                        sentence -> assertThat(sentence).startsWith("full_page_writes is off"));
    }
}
