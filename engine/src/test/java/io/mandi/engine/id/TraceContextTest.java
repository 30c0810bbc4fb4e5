package io.mandi.engine.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void isReadAsItIsWritten() {
        TraceContext plain = new TraceContext(TRACE, SPAN, "");
        TraceContext full = new TraceContext(TRACE, SPAN, "congo=t61rcWkgMzE,rojo=00 7");
        assertThat(plain.text()).isEqualTo("00-" + TRACE + "-" + SPAN + "-01").isEqualTo(plain.traceparent());
        assertThat(full.traceparent()).isEqualTo(plain.traceparent());
        assertThat(TraceContext.parse(plain.text())).contains(plain);
        assertThat(TraceContext.parse(full.text())).contains(full);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rubbish",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 a\nb"
            })
    void whatIsNoSampledSpanIsNone(String text) {
        assertThat(TraceContext.parse(text)).isEmpty();
    }
}
