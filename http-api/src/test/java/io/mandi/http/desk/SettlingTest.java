package io.mandi.http.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Two who copy the same thing, one of whom has read too early. */
class SettlingTest {
    private static final int MOST = 4;

    private final List<String> copies = new ArrayList<>();
    private String original = "HELD";

    private CompletionStage<Void> settle(Function<String, CompletionStage<Void>> write) {
        return new Settling(MOST).settle(() -> CompletableFuture.completedStage(original), text -> text, write);
    }

    private CompletionStage<Void> copy(String read) {
        copies.add(read);
        return CompletableFuture.completedStage(null);
    }

    @Test
    void whatDoesNotChangeIsWrittenOnce() {
        settle(this::copy).toCompletableFuture().join();
        assertThat(copies).containsExactly("HELD");
    }

    @Test
    void whoHasReadEarlyAndWritesLateWritesOnceMore() {
        CompletableFuture<Void> late = new CompletableFuture<>();
        CompletableFuture<Void> early =
                settle(read -> late.thenCompose(go -> copy(read))).toCompletableFuture();
        original = "RELEASED";
        settle(this::copy).toCompletableFuture().join();
        late.complete(null);
        early.join();
        assertThat(copies).containsExactly("RELEASED", "HELD", "RELEASED");
    }

    @Test
    void whatNeverComesToRestIsGivenUp() {
        CompletableFuture<Void> settled = settle(read -> {
                    original = original + "!";
                    return copy(read);
                })
                .toCompletableFuture();
        assertThatThrownBy(settled::join).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(copies).hasSize(MOST);
    }
}
