package io.mandi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSecretTest {
    @TempDir
    private Path dataDir;

    private Path file() {
        return dataDir.resolve("jwt-secret");
    }

    @Test
    void isMadeOnceAndKept() throws IOException {
        String made = JwtSecret.keptIn(dataDir);
        assertThat(JwtSecret.weakness(made)).isEmpty();
        assertThat(made).hasSize(64);
        assertThat(JwtSecret.keptIn(dataDir)).isEqualTo(made);
        assertThat(Files.readString(file()).strip()).isEqualTo(made);
    }

    @Test
    void isAnotherInEveryFolder() throws IOException {
        assertThat(JwtSecret.keptIn(dataDir.resolve("a"))).isNotEqualTo(JwtSecret.keptIn(dataDir.resolve("b")));
    }

    @Test
    void isReadByItsOwnerAlone() throws IOException {
        JwtSecret.keptIn(dataDir);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void leavesNothingElseInTheFolder() throws IOException {
        JwtSecret.keptIn(dataDir);
        try (Stream<Path> files = Files.list(dataDir)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void isTheSameForStartsAtTheSameTime() throws InterruptedException, ExecutionException {
        for (int round = 0; round < 20; round++) {
            Path folder = dataDir.resolve("round-" + round);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<String>> starts = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
                for (int i = 0; i < 8; i++) {
                    starts.add(threads.submit(() -> {
                        start.await();
                        return JwtSecret.keptIn(folder);
                    }));
                }
                start.countDown();
            }
            List<String> secrets = new ArrayList<>();
            for (Future<String> secret : starts) {
                secrets.add(secret.get());
            }
            assertThat(secrets).hasSize(8).containsOnly(secrets.getFirst());
        }
    }

    @Test
    void mayBeGivenByAPerson() throws IOException {
        Files.writeString(file(), "  a phrase that nobody guesses, 2026\n");
        assertThat(JwtSecret.keptIn(dataDir)).isEqualTo("a phrase that nobody guesses, 2026");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void isNotTakenWhenItIsWeak(String weak) throws IOException {
        Files.writeString(file(), weak);
        assertThatThrownBy(() -> JwtSecret.keptIn(dataDir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file().toString());
        assertThat(Files.readString(file())).isEqualTo(weak);
    }

    @Test
    void isMeasuredInBytesAndDifferentCharacters() {
        assertThat(JwtSecret.weakness("0123456789".repeat(4).substring(0, 31))).isPresent();
        assertThat(JwtSecret.weakness("0123456789".repeat(4).substring(0, 32))).isEmpty();
        assertThat(JwtSecret.weakness("012345678".repeat(4))).isPresent();
        // Sixteen characters of two bytes each.
        assertThat(JwtSecret.weakness("äöüßéèêàâôûîçñøå")).isEmpty();
    }

    @Test
    void cannotBeKeptWhereThereIsNoFolder() throws IOException {
        Path blocked = Files.writeString(dataDir.resolve("a-file"), "");
        assertThatThrownBy(() -> JwtSecret.keptIn(blocked)).isInstanceOf(IOException.class);
    }
}
