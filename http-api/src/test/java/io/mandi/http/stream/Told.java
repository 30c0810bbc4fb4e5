package io.mandi.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;

/** A subscriber that remembers what it is told. */
final class Told implements Subscriber {
    private static final int SHORT = 125;
    private static final JsonMapper JSON = new JsonMapper();

    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

    /** The subscription has begun. */
    record Joined(boolean resumed) {}

    @Override
    public void joined(boolean resumed) {
        told.add(new Joined(resumed));
    }

    @Override
    public void message(ByteString frame) {
        try {
            int length = frame.apply(1) & 0x7F;
            int head = length <= SHORT ? 2 : length == SHORT + 1 ? 4 : 10;
            JsonNode message = JSON.readTree(frame.drop(head).toArray());
            StreamContract.assertDescribed(message);
            told.add(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void refused(StreamError error) {
        told.add(error);
    }

    Object next() {
        try {
            Object next = told.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("something that is told").isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    void joinedAs(boolean resumed) {
        assertThat(next()).isEqualTo(new Joined(resumed));
    }

    JsonNode next(String type) {
        JsonNode message = (JsonNode) next();
        assertThat(message.path("type").textValue()).as("%s", message).isEqualTo(type);
        return message;
    }

    void notice(Notice notice) {
        assertThat(next("notice").path("reason").textValue()).isEqualTo(notice.word());
    }

    void refusedWith(String code) {
        assertThat(((StreamError) next()).code()).isEqualTo(code);
    }

    boolean isEmpty() {
        return told.isEmpty();
    }
}
