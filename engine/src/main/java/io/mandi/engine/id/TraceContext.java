package io.mandi.engine.id;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a span of a sampled trace, so that what comes of it later, on another thread, node or day, is told as part of the same
 * trace: W3C Trace Context, https://www.w3.org/TR/trace-context/. There is none for what is not sampled.
 *
 * @param traceId 32 lowercase hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param state what the tracing systems on the way have to say, as in the header {@code tracestate}; empty when nothing
 */
public record TraceContext(String traceId, String spanId, String state) {
    /** Longest state in characters, the least that the standard asks for; a longer one is dropped. */
    public static final int MAX_STATE = 512;

    private static final Pattern TEXT =
            Pattern.compile("00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-01(?: ([\\x20-\\x7E]{1,512}))?");

    /** As the header {@code traceparent}: sampled. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    /** One line of text, for {@link #parse}. */
    public String text() {
        return state.isEmpty() ? traceparent() : traceparent() + " " + state;
    }

    /** @return nothing when the text is none of {@link #text} */
    public static Optional<TraceContext> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new TraceContext(
                        matcher.group(1), matcher.group(2), matcher.group(3) == null ? "" : matcher.group(3)))
                : Optional.empty();
    }
}
