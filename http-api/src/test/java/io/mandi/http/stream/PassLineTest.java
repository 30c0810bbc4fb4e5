package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PassLineTest {
    private final List<String> begun = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> passes = new HashMap<>();
    private final PassLine<String> line = new PassLine<>(2, 3, this::begin, Runnable::run);

    private CompletionStage<Void> begin(String name) {
        begun.add(name);
        return passes.computeIfAbsent(name, key -> new CompletableFuture<>());
    }

    @Test
    void runsSomeAtATimeAndTheOthersInTheOrderInWhichTheyCame() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            assertThat(line.add(name)).isTrue();
        }
        assertThat(begun).containsExactly("a", "b");
        passes.get("b").complete(null);
        assertThat(begun).containsExactly("a", "b", "c");
        passes.get("a").complete(null);
        passes.get("c").complete(null);
        assertThat(begun).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void takesNoMoreThanMayWait() {
        for (String name : List.of("a", "b", "c", "d", "e")) {
            line.add(name);
        }
        assertThat(line.add("f")).isFalse();
        passes.get("a").complete(null);
        assertThat(line.add("g")).isTrue();
        assertThat(line.add("h")).isFalse();
        assertThat(begun).containsExactly("a", "b", "c");
    }

    @Test
    void goesOnBehindAPassThatFails() {
        for (String name : List.of("a", "b", "c")) {
            line.add(name);
        }
        passes.get("a").completeExceptionally(new IllegalStateException("no such book"));
        assertThat(begun).containsExactly("a", "b", "c");
    }

    @Test
    void tellsWhenNothingIsLeft() {
        assertThat(line.whenEmpty()).isCompleted();
        line.add("a");
        CompletableFuture<Void> empty = line.whenEmpty();
        line.add("b");
        passes.get("a").complete(null);
        assertThat(empty).isNotDone();
        passes.get("b").complete(null);
        assertThat(empty).isCompleted();
    }

    @Test
    void tellsWhatIsLeftWhenItStopsAndBeginsNothingMore() {
        for (String name : List.of("a", "b", "c", "d")) {
            line.add(name);
        }
        passes.get("b").complete(null);

        assertThat(line.stop()).containsExactly("a", "c", "d");
        assertThat(line.add("e")).isFalse();
        passes.get("a").complete(null);
        assertThat(begun).containsExactly("a", "b", "c");
        assertThat(line.stop()).containsExactly("c");
    }
}
