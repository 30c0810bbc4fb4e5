package io.mandi.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OrdersTest {
    private static final URI NODE = URI.create("http://127.0.0.1:8080");
    private static final Pattern KEY = Pattern.compile("Idempotency-Key: (\\S+)\r\n");
    private static final Pattern SYMBOL = Pattern.compile("\"instrument\":\"([^\"]+)\"");

    private static String text(Orders orders, int connection, long number) {
        byte[] buffer = new byte[orders.longest()];
        return new String(buffer, 0, orders.write(buffer, connection, number), StandardCharsets.US_ASCII);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    @Test
    void everyRequestOfEveryRunHasAKeyOfItsOwn() {
        Set<String> keys = new HashSet<>();
        for (long run = -2; run < 2; run++) {
            Orders orders = Orders.single(NODE, "token", 3, run);
            for (int connection = 0; connection < 5; connection++) {
                for (int number = 0; number < 50; number++) {
                    keys.add(found(KEY, text(orders, connection, number)));
                }
            }
        }
        assertThat(keys).hasSize(4 * 5 * 50);
    }

    @Test
    void aConnectionVisitsEveryBookWithGroupsThatLeaveNothingBehind() {
        Orders orders = Orders.single(NODE, "token", 3, 7);
        Set<String> books = new TreeSet<>();
        for (int group = 0; group < 12; group++) {
            Set<String> ofGroup = new TreeSet<>();
            int sells = 0;
            for (int i = 0; i < 4; i++) {
                String request = text(orders, 1, group * 4 + i);
                ofGroup.add(found(SYMBOL, request));
                sells += request.contains("\"SELL\"") ? 1 : 0;
            }
            assertThat(ofGroup).hasSize(1);
            assertThat(sells).isEqualTo(2);
            books.addAll(ofGroup);
        }
        assertThat(books).containsExactly("BENCH-0000", "BENCH-0001", "BENCH-0002");
    }

    @Test
    void theLengthOfTheBodyIsAsTheHeadSays() {
        String request = text(Orders.batches(NODE, "token", 2, 7), 0, 1);
        int bodyStart = request.indexOf("\r\n\r\n") + 4;

        assertThat(request).contains("Content-Length: " + (request.length() - bodyStart) + "\r\n");
        assertThat(SYMBOL.matcher(request)
                        .results()
                        .map(match -> match.group(1))
                        .distinct())
                .containsExactly("BENCH-0001");
        assertThat(SYMBOL.matcher(request).results()).hasSize(Orders.BATCH);
    }
}
