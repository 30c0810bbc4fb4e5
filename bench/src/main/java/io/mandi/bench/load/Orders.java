package io.mandi.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The requests of a load, ready to be sent: only the idempotency key changes from one to the next.
 *
 * <p>Each connection sends groups of four orders: one that rests above the middle, one that takes what rests there, and
 * the same below. So half of the orders rest and half of them trade, and a book never holds more orders than there are
 * connections.
 */
public final class Orders {
    /** What is traded, as the API takes it. */
    public static final String INSTRUMENT = """
        {"name":"Benchmark","currency":"INR","quantity_unit":"BALE","price_unit":"CANDY","tick_size":"0.50","lot_size":"1"}\
        """;

    /** Orders in a batch. */
    public static final int BATCH = 100;

    /** What a request holds. */
    public enum Shape {
        /** One order. */
        SINGLE,
        /** {@link #BATCH} orders for one book. */
        BATCH
    }

    /** One order of the cycle that every connection sends. */
    public record Step(String partner, String side, String price) {}

    private static final int GROUP = 4;
    private static final List<Step> CYCLE = List.of(
            new Step("maker-01", "SELL", "57500.50"),
            new Step("taker-01", "BUY", "57501.50"),
            new Step("maker-01", "BUY", "57499.50"),
            new Step("taker-01", "SELL", "57498.50"),
            new Step("maker-01", "SELL", "57501.00"),
            new Step("taker-01", "BUY", "57501.50"),
            new Step("maker-01", "BUY", "57499.00"),
            new Step("taker-01", "SELL", "57498.50"),
            new Step("maker-01", "SELL", "57501.50"),
            new Step("taker-01", "BUY", "57501.50"),
            new Step("maker-01", "BUY", "57498.50"),
            new Step("taker-01", "SELL", "57498.50"));

    private static final String KEY = "0000000000000000-000000000000";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Template[][] requests;
    private final int inEach;
    private final int groupLength;
    private final long run;

    /** A request, and where its key stands. */
    private record Template(byte[] bytes, int keyStart) {}

    private Orders(Template[][] requests, int inEach, int groupLength, long run) {
        this.requests = requests;
        this.inEach = inEach;
        this.groupLength = groupLength;
        this.run = run;
    }

    public static String symbol(int book) {
        return "BENCH-%04d".formatted(book);
    }

    /** A connection's order, by how many it has sent before. */
    public static Step step(long number) {
        return CYCLE.get((int) (number % CYCLE.size()));
    }

    /**
     * The requests of a load; their keys are different from those of every other load.
     *
     * @param books that the orders go to
     */
    public static Orders of(Shape shape, URI node, String token, int books) {
        long run = ThreadLocalRandom.current().nextLong();
        return switch (shape) {
            case SINGLE -> single(node, token, books, run);
            case BATCH -> batches(node, token, books, run);
        };
    }

    /** @param run makes the keys of this load different from those of others */
    static Orders single(URI node, String token, int books, long run) {
        String head = head(node, token, "/api/v1/orders");
        Template[][] requests = new Template[books][CYCLE.size()];
        for (int book = 0; book < books; book++) {
            for (int step = 0; step < requests[book].length; step++) {
                requests[book][step] = request(head, order(book, step));
            }
        }
        return new Orders(requests, 1, GROUP, run);
    }

    static Orders batches(URI node, String token, int books, long run) {
        String head = head(node, token, "/api/v1/orders/batch");
        Template[][] requests = new Template[books][1];
        for (int book = 0; book < books; book++) {
            StringBuilder body = new StringBuilder("{\"orders\":[");
            for (int i = 0; i < BATCH; i++) {
                body.append(i == 0 ? "" : ",").append(order(book, i));
            }
            requests[book][0] = request(head, body.append("]}").toString());
        }
        return new Orders(requests, BATCH, 1, run);
    }

    private static String head(URI node, String token, String path) {
        return "POST " + path + " HTTP/1.1\r\n"
                + "Host: " + node.getAuthority() + "\r\n"
                + "Authorization: Bearer " + token + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Idempotency-Key: " + KEY + "\r\n"
                + "Content-Length: ";
    }

    private static Template request(String head, String body) {
        byte[] bytes = (head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
        return new Template(bytes, head.indexOf(KEY));
    }

    /**
     * Reservations, one in each request: of one lot after the other, for one buyer after the other.
     *
     * @param lots ids
     * @param buyers ids of partners
     */
    public static Orders reservations(URI node, String token, List<String> lots, List<String> buyers) {
        Template[][] requests = new Template[lots.size()][1];
        for (int lot = 0; lot < requests.length; lot++) {
            requests[lot][0] = request(
                    head(node, token, "/api/v1/availabilities/" + lots.get(lot) + "/reservations"),
                    "{\"quantity\":\"1\",\"partner_id\":\"" + buyers.get(lot % buyers.size()) + "\"}");
        }
        return new Orders(requests, 1, 1, ThreadLocalRandom.current().nextLong());
    }

    /** An order for a book, in JSON. */
    public static String order(int book, long number) {
        Step step = step(number);
        return "{\"instrument\":\"" + symbol(book) + "\",\"partner_id\":\"" + step.partner + "\",\"side\":\""
                + step.side + "\",\"type\":\"LIMIT\",\"price\":\"" + step.price + "\",\"quantity\":\"1\"}";
    }

    int inEach() {
        return inEach;
    }

    int longest() {
        int longest = 0;
        for (Template[] book : requests) {
            for (Template request : book) {
                longest = Math.max(longest, request.bytes.length);
            }
        }
        return longest;
    }

    /**
     * Writes a connection's next request, with a key that no other has.
     *
     * @param number how many the connection has sent before
     * @return its length
     */
    int write(byte[] buffer, int connection, long number) {
        // A group stays with one book; the next one goes to the next book.
        Template[] book = requests[(int) ((connection + number / groupLength) % requests.length)];
        Template request = book[(int) (number % book.length)];
        System.arraycopy(request.bytes, 0, buffer, 0, request.bytes.length);
        hex(buffer, request.keyStart, 16, run);
        hex(buffer, request.keyStart + 17, 12, ((long) connection << 32) + number);
        return request.bytes.length;
    }

    private static void hex(byte[] buffer, int start, int digits, long value) {
        for (int i = digits - 1; i >= 0; i--) {
            buffer[start + i] = HEX[(int) (value >>> (4 * (digits - 1 - i))) & 0xF];
        }
    }
}
