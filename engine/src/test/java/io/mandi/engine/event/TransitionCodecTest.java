package io.mandi.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mandi.engine.book.Actor;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.id.TraceContext;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransitionCodecTest {
    private static final Transition TRANSITION = new Transition(
            1_767_607_200_000_000L,
            Actor.of("operator@example.org", Optional.of("mill-01")),
            "0b9f4c1e-2f6b-4a52-9d49-3f1f6d2c7a10",
            Optional.of(new Idempotency("POST /webhooks", "ledger", "c0ffee")),
            Optional.empty(),
            41,
            List.of(
                    new Effect(
                            "webhook.secret_rotated.v1",
                            List.of(1_767_607_200_000_000L, 7L),
                            JsonNodeFactory.instance.objectNode().put("webhook_id", "whk_1")),
                    new Effect(
                            "webhook.endpoint_deleted.v1",
                            List.of(),
                            JsonNodeFactory.instance.objectNode().put("name", "Gärtner & Söhne"))));

    private final TransitionCodec codec = new TransitionCodec();

    private static byte[] golden() throws IOException {
        return GoldenFiles.read(TransitionCodec.TYPE + ".cbor", Optional.of(new TransitionCodec().write(TRANSITION)));
    }

    @Test
    void readsAndWritesTheGoldenBytes() throws IOException {
        assertThat(codec.read(TransitionCodec.TYPE, golden())).isEqualTo(TRANSITION);
        assertThat(codec.write(TRANSITION)).isEqualTo(golden());
        assertThat(TRANSITION.nextSequence()).isEqualTo(43);
    }

    @Test
    void whatIsAbsentComesBackAbsent() throws IOException {
        Transition bare = new Transition(
                1,
                Actor.staff("system"),
                "",
                Optional.empty(),
                Optional.empty(),
                1,
                List.of(new Effect("a.b.v1", List.of(), JsonNodeFactory.instance.objectNode())));
        assertThat(codec.read(TransitionCodec.TYPE, codec.write(bare))).isEqualTo(bare);
    }

    @Test
    void theTraceIsKept() throws IOException {
        TraceContext trace = new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "congo=t61");
        Transition traced = new Transition(
                TRANSITION.at(),
                TRANSITION.actor(),
                TRANSITION.correlationId(),
                TRANSITION.idempotency(),
                Optional.of(trace),
                TRANSITION.firstSequence(),
                TRANSITION.effects());
        assertThat(codec.read(TransitionCodec.TYPE, codec.write(traced))).isEqualTo(traced);
    }

    @Test
    void everyChangedByteIsFound() throws IOException {
        byte[] golden = golden();
        for (int i = 0; i < golden.length; i++) {
            byte[] damaged = golden.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> codec.read(TransitionCodec.TYPE, damaged))
                    .as("byte %d", i)
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    @Test
    void whatANewerReleaseWroteIsRefused() {
        byte[] newer = Frame.seal("entity.changed.v2", Frame.PLAIN, new byte[Frame.LENGTH + 1]);
        assertThatThrownBy(() -> codec.read("entity.changed.v2", newer))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("newer release");
        byte[] packed = Frame.seal(TransitionCodec.TYPE, Frame.LZ4, new byte[Frame.LENGTH + 1]);
        assertThatThrownBy(() -> codec.read(TransitionCodec.TYPE, packed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format");
    }

    @Test
    void aTransitionHasAnEffect() {
        assertThatThrownBy(
                        () -> new Transition(1, Actor.staff("u"), "", Optional.empty(), Optional.empty(), 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
