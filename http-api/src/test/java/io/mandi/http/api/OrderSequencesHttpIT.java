package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.testkit.OrderSequences;
import io.mandi.engine.testkit.OrderSequences.ExpectedReject;
import io.mandi.engine.testkit.OrderSequences.ExpectedTrade;
import io.mandi.engine.testkit.OrderSequences.Expired;
import io.mandi.engine.testkit.OrderSequences.Level;
import io.mandi.engine.testkit.OrderSequences.Op;
import io.mandi.engine.testkit.OrderSequences.Sequence;
import io.mandi.engine.testkit.OrderSequences.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sequences of orders whose results are known, through the whole way of an order. Each has an instrument of its own whose
 * ticks and lots are 1. Staff place the orders for their owners; an owner cancels and amends itself.
 */
class OrderSequencesHttpIT {
    private static final Path DATA = TestNode.newDataDir();
    /** By how much the market's clock is ahead: sequences let time pass. */
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    private static final InstantSource CLOCK = () -> Instant.now().plus(AHEAD.get());
    private static final TestNode NODE = TestNode.start(DATA, Map.of(), CLOCK);
    private static final ApiClient STAFF = NODE.staff();
    private static final Duration LATEST = Duration.ofSeconds(5);
    private static final String NOBODY = "someone";

    @AfterAll
    static void stop() {
        NODE.close();
        TestNode.delete(DATA);
    }

    @TestFactory
    Stream<DynamicTest> leadTheMarketToTheKnownResult() {
        return OrderSequences.all().stream()
                .filter(OrderSequences::applicable)
                .map(sequence -> DynamicTest.dynamicTest(sequence.name(), () -> new Run().check(sequence)));
    }

    /** One sequence on one instrument. */
    private static final class Run {
        private static final Set<String> REFUSALS = Set.of("fok_not_fillable", "post_only_would_cross");

        private final String symbol = NODE.openMarket("1", "1");
        private final Map<String, String> owners = new HashMap<>();
        private final Map<String, String> ids = new HashMap<>();
        private final Map<String, String> names = new HashMap<>();
        private final List<ExpectedTrade> trades = new ArrayList<>();
        private final List<ExpectedReject> rejects = new ArrayList<>();

        void check(Sequence sequence) {
            for (Step step : sequence.steps()) {
                play(step).ifPresent(code -> rejects.add(new ExpectedReject(step.id(), reason(code, sequence))));
            }
            List<ExpectedTrade> market = marketTrades();
            if (sequence.unordered()) {
                assertThat(market).containsExactlyInAnyOrderElementsOf(sequence.trades());
            } else {
                assertThat(market).isEqualTo(sequence.trades());
            }
            // What ends by time on a book that nobody touches is seen when the schedule comes to it.
            await("the book").pollDelay(Duration.ZERO).atMost(LATEST).untilAsserted(() -> {
                JsonNode book = STAFF.book(symbol);
                assertThat(levels(book.path("bids"))).as("bids").isEqualTo(sequence.bids());
                assertThat(levels(book.path("asks"))).as("asks").isEqualTo(sequence.asks());
            });
            assertThat(rejects).as("refusals").isEqualTo(sequence.rejects());
            sequence.expired()
                    .ifPresent(known -> assertThat(expired()).as("expired").containsExactlyInAnyOrderElementsOf(known));
            // What an order caused is in no answer; all else is.
            boolean consequences =
                    sequence.steps().stream().anyMatch(step -> step.stopPrice().isPresent());
            assertThat(market).as("trades as the market sees them").containsSubsequence(trades);
            assertThat(trades.size()).isBetween(consequences ? 0 : market.size(), market.size());
        }

        /** The word that a sequence has for a refusal, when it means this one. */
        private String reason(String code, Sequence sequence) {
            String expected = rejects.size() < sequence.rejects().size()
                    ? sequence.rejects().get(rejects.size()).reason()
                    : code;
            Set<String> meant = switch (expected) {
                case "UNKNOWN_ORDER" -> Set.of("NOT_FOUND", "ORDER_CLOSED");
                case "ORDER_NOT_FOUND" -> Set.of("NOT_FOUND");
                case "DUPLICATE_ID" -> Set.of("DUPLICATE_CLIENT_ORDER_ID");
                case "BAD_REDUCE_QTY" -> Set.of("QUANTITY_NOT_POSITIVE");
                case "POST_ONLY_WOULD_TAKE" -> Set.of("POST_ONLY_WOULD_CROSS");
                default -> Set.of(expected);
            };
            return meant.contains(code) ? expected : code;
        }

        /** @return why the step was refused; also why an order that had to be filled or to rest whole was ended */
        private Optional<String> play(Step step) {
            if (step.op() == Op.SUBMIT) {
                // These ids are unique on the whole book, ours within a partner: who uses one again is its first owner.
                String owner =
                        owners.computeIfAbsent(step.id(), id -> step.owner().orElse(NOBODY));
                return answer(step.id(), 201, STAFF.submit(order(step, owner)));
            }
            if (step.op() == Op.PASS) {
                AHEAD.updateAndGet(ahead -> ahead.plusSeconds(step.by().orElseThrow()));
                return Optional.empty();
            }
            if (step.op() == Op.PHASE) {
                JsonNode answer =
                        STAFF.changePhase(symbol, step.phase().orElseThrow()).json(200);
                answer.path("trades").forEach(trade -> trades.add(trade(trade)));
                return Optional.empty();
            }
            ApiClient asker = NODE.partner(step.owner().orElse(owners.getOrDefault(step.id(), NOBODY)));
            return switch (step.op()) {
                case SUBMIT, PHASE, PASS -> throw new IllegalStateException("played above");
                case CANCEL -> answer(step.id(), 200, asker.cancel(id(step)));
                case AMEND -> amend(asker, step, step.price(), step.quantity(), step.stopPrice());
                case REDUCE -> reduce(asker, step, step.by().orElseThrow());
            };
        }

        private ObjectNode order(Step step, String owner) {
            ObjectNode order = Orders.object()
                    .put("instrument", symbol)
                    .put("partner_id", owner)
                    .put("client_order_id", step.id())
                    .put("side", step.side().orElseThrow())
                    .put("type", step.type().orElse("LIMIT"))
                    .put("time_in_force", step.timeInForce().orElse("GTC"))
                    .put("quantity", Long.toString(step.quantity().orElseThrow()))
                    .put("self_trade_prevention", step.mode().name())
                    .put("post_only", step.postOnly());
            step.display().ifPresent(lots -> order.put("display_quantity", Long.toString(lots)));
            step.lasts().ifPresent(seconds -> order.put("expires_at", after(seconds)));
            step.price().ifPresent(price -> order.put("price", Long.toString(price)));
            step.stopPrice().ifPresent(price -> order.put("stop_price", Long.toString(price)));
            return order;
        }

        private static String after(long seconds) {
            return CLOCK.instant().plusSeconds(seconds).toString();
        }

        /** @param open what shall be open afterwards; the API asks for the whole quantity */
        private Optional<String> amend(
                ApiClient asker, Step step, OptionalLong price, OptionalLong open, OptionalLong stopPrice) {
            ObjectNode body = Orders.object();
            price.ifPresent(ticks -> body.put("price", Long.toString(ticks)));
            stopPrice.ifPresent(ticks -> body.put("stop_price", Long.toString(ticks)));
            step.lasts().ifPresent(seconds -> body.put("expires_at", after(seconds)));
            open.ifPresent(lots -> body.put("quantity", Long.toString(filled(step) + lots)));
            return answer(step.id(), 200, asker.amend(id(step), body.toString()));
        }

        /** There is no reduction: a client asks for the quantity that is then left, or cancels. */
        private Optional<String> reduce(ApiClient asker, Step step, long by) {
            if (by <= 0) {
                return answer(step.id(), 200, asker.amend(id(step), "{\"quantity\":\"0\"}"));
            }
            long left = number(step, "remaining_quantity") - by;
            return left <= 0
                    ? answer(step.id(), 200, asker.cancel(id(step)))
                    : amend(asker, step, OptionalLong.empty(), OptionalLong.of(left), OptionalLong.empty());
        }

        private Optional<String> answer(String name, int good, Reply reply) {
            if (reply.status() != good) {
                String code = reply.json().path("code").textValue();
                reply.problem(reply.status(), code);
                return Optional.of(code.toUpperCase(Locale.ROOT));
            }
            JsonNode answer = reply.json(good);
            JsonNode order = answer.path("order");
            ids.put(name, order.path("id").textValue());
            names.put(order.path("id").textValue(), name);
            answer.path("trades").forEach(trade -> trades.add(trade(trade)));
            String reason = order.path("reason").asText("");
            return REFUSALS.contains(reason) ? Optional.of(reason.toUpperCase(Locale.ROOT)) : Optional.empty();
        }

        /** What the market itself has cancelled. */
        private List<Expired> expired() {
            List<Expired> expired = new ArrayList<>();
            ids.forEach((name, id) -> {
                JsonNode order = STAFF.order(id).json(200);
                String reason = order.path("reason").asText("requested");
                boolean cancelled = order.path("status").textValue().equals("CANCELLED")
                        && !reason.equals("requested")
                        && !REFUSALS.contains(reason);
                if (cancelled || order.path("status").textValue().equals("EXPIRED")) {
                    expired.add(new Expired(name, whole(order, "quantity") - whole(order, "filled_quantity")));
                }
            });
            return expired;
        }

        private ExpectedTrade trade(JsonNode trade) {
            return new ExpectedTrade(
                    names.get(trade.path("taker_order_id").textValue()),
                    names.get(trade.path("maker_order_id").textValue()),
                    whole(trade, "price"),
                    whole(trade, "quantity"));
        }

        private List<ExpectedTrade> marketTrades() {
            List<ExpectedTrade> oldestFirst = new ArrayList<>();
            STAFF.trades(symbol).forEach(trade -> oldestFirst.addFirst(trade(trade)));
            return oldestFirst;
        }

        private String id(Step step) {
            return ids.getOrDefault(
                    step.id(),
                    new ResourceId(ResourceId.Kind.ORDER, 1, new BookId(TestNode.ORGANIZATION, symbol)).toString());
        }

        private long filled(Step step) {
            return number(step, "filled_quantity");
        }

        /** A number of an order as it is now; 0 for one that never was. */
        private long number(Step step, String field) {
            Reply reply = STAFF.order(id(step));
            return reply.status() == 404 ? 0 : whole(reply.json(200), field);
        }

        private static long whole(JsonNode object, String field) {
            return Long.parseLong(object.path(field).textValue());
        }

        private static List<Level> levels(JsonNode side) {
            List<Level> levels = new ArrayList<>();
            side.forEach(level -> levels.add(new Level(
                    Long.parseLong(level.get(0).textValue()),
                    Long.parseLong(level.get(1).textValue()))));
            return levels;
        }
    }
}
