package io.mandi.http.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends the rows of an order-flow file as batches, one after the other, and adds up what comes back. A batch that gets no
 * certain answer is sent again with the same idempotency key, so that every row is done exactly once.
 */
final class OrderFlowReplay {
    private static final String HEADER = "seq,ts_ms,op,id,side,price,quantity";
    private static final int COLUMNS = 7;
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    /** How long one batch is tried before the node is given up. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final long PROGRESS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI batches;
    private final URI book;
    private final String token;
    private final String symbol;
    private final String partner;
    private final int batchSize;
    private final String run = UUID.randomUUID().toString();

    private final Map<String, String> clientOrderIds = new HashMap<>();
    private final MessageDigest digest;
    private long submitted;
    private long rejected;
    private long cancelled;
    private long cancelUnknown;
    private long trades;
    private BigDecimal volume = BigDecimal.ZERO;

    /** A line of the file that holds an order or a cancellation. */
    private record Row(String op, String id, String side, String price, String quantity) {}

    OrderFlowReplay(URI node, String token, String symbol, String partner, int batchSize) {
        String base = node.toString().replaceAll("/+$", "") + "/api/v1";
        this.batches = URI.create(base + "/orders/batch");
        this.book = URI.create(base + "/instruments/" + symbol + "/book?depth=1");
        this.token = token;
        this.symbol = symbol;
        this.partner = partner;
        this.batchSize = batchSize;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Does the whole file.
     *
     * @param progress gets a line to show from time to time
     * @return the summary as JSON
     * @throws IOException when the file is not of this form, or the node does not do what is asked
     */
    String run(Path file, Consumer<String> progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long shown = start;
        long rows = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String header = lines.readLine();
            if (header == null || !header.strip().equals(HEADER)) {
                throw new IOException(file + ": the first line must be " + HEADER);
            }
            List<Row> batch = new ArrayList<>(batchSize);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isBlank()) {
                    continue;
                }
                rows++;
                batch.add(row(line, rows + 1));
                if (batch.size() == batchSize) {
                    send(batch, rows);
                    batch.clear();
                    long now = System.nanoTime();
                    if (now - shown > PROGRESS_EVERY_NANOS) {
                        shown = now;
                        progress.accept("\r" + rows + " rows, " + trades + " trades, "
                                + rows * 1_000_000_000L / (now - start) + " rows/s ");
                    }
                }
            }
            if (!batch.isEmpty()) {
                send(batch, rows);
            }
        }
        progress.accept("\r" + rows + " rows, " + trades + " trades            \n");
        return summary((System.nanoTime() - start) / 1e9);
    }

    private static Row row(String line, long number) throws IOException {
        String[] columns = line.strip().split(",", -1);
        if (columns.length != COLUMNS || !(columns[2].equals("submit") || columns[2].equals("cancel"))) {
            throw new IOException("line " + number + ": not a row of " + HEADER);
        }
        return new Row(columns[2], columns[3], columns[4], columns[5], columns[6]);
    }

    private void send(List<Row> rows, long lastRow) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode orders = body.putArray("orders");
        for (Row row : rows) {
            ObjectNode item = orders.addObject();
            if (row.op().equals("cancel")) {
                item.putObject("cancel")
                        .put("instrument", symbol)
                        .put("client_order_id", row.id())
                        .put("partner_id", partner);
            } else {
                item.put("instrument", symbol)
                        .put("partner_id", partner)
                        .put("client_order_id", row.id())
                        .put("side", row.side().toUpperCase(Locale.ROOT))
                        .put("type", "LIMIT")
                        .put("time_in_force", "GTC")
                        .put("price", plain(row.price()))
                        .put("quantity", plain(row.quantity()))
                        .put("self_trade_prevention", "NONE");
            }
        }
        JsonNode results = JSON.readTree(post(JSON.writeValueAsBytes(body), run + "-" + lastRow))
                .path("results");
        if (results.size() != rows.size()) {
            throw new IOException("the node answered " + results.size() + " results to " + rows.size() + " rows");
        }
        for (int i = 0; i < rows.size(); i++) {
            account(rows.get(i), results.get(i));
        }
    }

    /** As the API takes it: a file may write a number with more zeros than the API allows digits. */
    private static String plain(String number) throws IOException {
        try {
            return trimmed(new BigDecimal(number.strip()));
        } catch (NumberFormatException e) {
            throw new IOException("not a number: " + number, e);
        }
    }

    private static String trimmed(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return (stripped.scale() < 0 ? stripped.setScale(0) : stripped).toPlainString();
    }

    private void account(Row row, JsonNode result) {
        int status = result.path("status").asInt();
        if (row.op().equals("cancel")) {
            if (status == 200) {
                cancelled++;
            } else {
                cancelUnknown++;
            }
            return;
        }
        if (status != 201) {
            rejected++;
            return;
        }
        submitted++;
        clientOrderIds.put(result.path("order").path("id").asText(), row.id());
        for (JsonNode trade : result.path("trades")) {
            String makerId = trade.path("maker_order_id").asText();
            BigDecimal quantity = new BigDecimal(trade.path("quantity").asText());
            trades++;
            volume = volume.add(quantity);
            // A maker that was on the book before is known by the node's id only.
            digest.update((row.id() + "," + clientOrderIds.getOrDefault(makerId, makerId) + ","
                            + trimmed(new BigDecimal(trade.path("price").asText())) + "," + trimmed(quantity) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private byte[] post(byte[] body, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(batches)
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return exchange(request);
    }

    /** Repeats a request until its answer is certain: not for a full queue, a moving book or a lost connection. */
    private byte[] exchange(HttpRequest request) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String failure;
            try {
                HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (response.statusCode() == 200) {
                    return response.body();
                }
                failure = response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8);
                JsonNode problem = problem(response.body());
                boolean inProgress = problem.path("code").asText().equals("idempotency_in_progress");
                if (response.statusCode() != 503 && response.statusCode() != 429 && !inProgress) {
                    throw new RefusedException(request.uri() + " answered " + failure);
                }
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                failure = e.toString();
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "no certain answer from " + request.uri() + " for " + PATIENCE.toSeconds() + " s: " + failure);
            }
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private static JsonNode problem(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            // Not from the node itself but from something in between.
            return JSON.createObjectNode();
        }
    }

    /** The node understood and refused: repeating would not help. */
    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private String summary(double seconds) throws IOException, InterruptedException {
        JsonNode view = JSON.readTree(exchange(HttpRequest.newBuilder(book)
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build()));
        ObjectNode summary = JSON.createObjectNode();
        summary.put("submitted", submitted);
        summary.put("rejected", rejected);
        summary.put("cancelled", cancelled);
        summary.put("cancel_unknown", cancelUnknown);
        summary.put("trades", trades);
        summary.put("volume", trimmed(volume));
        summary.put("resting", view.path("open_orders").asInt());
        putBest(summary, "best_bid", view.path("bids"));
        putBest(summary, "best_ask", view.path("asks"));
        summary.put("sha256", HexFormat.of().formatHex(digest.digest()));
        summary.put("seconds", Math.round(seconds * 1_000) / 1_000.0);
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(summary);
    }

    private static void putBest(ObjectNode summary, String name, JsonNode levels) {
        if (levels.isEmpty()) {
            summary.putNull(name);
        } else {
            summary.put(name, trimmed(new BigDecimal(levels.get(0).get(0).asText())));
        }
    }
}
