package io.mandi.engine.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.mandi.engine.book.Phase;
import io.mandi.engine.catalog.SelfTradePrevention;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Sequences of orders with known results: the project's own, and those that lie beside the repository where there are
 * any. Prices and quantities are ticks and lots.
 *
 * <p>A file is a JSON array of {@code name, steps, expectTrades, expectBook} and, where they apply,
 * {@code expectRejects, expectExpired, unordered}.
 */
public final class OrderSequences {
    private static final List<String> OWN = List.of(
            "matching.json",
            "time-in-force.json",
            "amendments.json",
            "self-trade.json",
            "names-and-cancellations.json",
            "post-only.json",
            "icebergs.json",
            "phases.json",
            "auctions.json",
            "expiry.json",
            "stop-orders.json");
    private static final String BESIDE_THE_REPOSITORY = "../shared/vectors";

    private static final Set<String> FIELDS = Set.of(
            "op",
            "id",
            "owner",
            "side",
            "type",
            "tif",
            "price",
            "qty",
            "by",
            "stp",
            "postOnly",
            "display",
            "stopPrice",
            "phase",
            "lasts");

    private static final String A_BUDGET =
            "an order that trades whole for a sum of money or not at all is none of ours";

    /** Sequences of other engines that other rules are behind, and which those are. */
    static final Map<String, String> OTHER_CONVENTIONS = Map.of(
            "parity/reuseOrderId",
            "the name of an order which is done is free for good; ours are given by the book",
            "exchange-core/shouldRejectFokBidOrderOutOfBudget",
            A_BUDGET,
            "exchange-core/shouldMatchFokBidOrderExactBudget",
            A_BUDGET,
            "exchange-core/shouldMatchFokBidOrderExtraBudget",
            A_BUDGET,
            "exchange-core/shouldRejectFokAskOrderBelowExpectation",
            A_BUDGET,
            "exchange-core/shouldMatchFokAskOrderExactExpectation",
            A_BUDGET,
            "exchange-core/shouldMatchFokAskOrderExtraBudget",
            A_BUDGET);

    private OrderSequences() {}

    /**
     * A sequence.
     *
     * @param name with the name of where it comes from in front
     * @param rejects in the order of the steps
     * @param expired what the book itself cancels; empty when the sequence does not say
     * @param unordered whether the order of the trades is left open
     */
    public record Sequence(
            String name,
            List<Step> steps,
            List<ExpectedTrade> trades,
            List<Level> bids,
            List<Level> asks,
            List<ExpectedReject> rejects,
            Optional<List<Expired>> expired,
            boolean unordered) {}

    /** What a step asks for. */
    public enum Op {
        SUBMIT,
        CANCEL,
        AMEND,
        REDUCE,
        PHASE,
        /** Time passes: {@code by} seconds. */
        PASS
    }

    /**
     * One request. Which of the fields are there depends on {@code op}.
     *
     * @param owner who asks; where absent, the owner of the order
     * @param quantity of an amendment: what shall be open afterwards
     * @param by of a reduction: how much less; of time: how many seconds
     * @param display what the order shows at a time
     * @param stopPrice what the order waits for
     * @param phase that the market brings the book into
     * @param lasts in how many seconds the order ends
     * @param otherFields fields that only other kinds of orders have
     */
    public record Step(
            Op op,
            String id,
            Optional<String> owner,
            Optional<String> side,
            Optional<String> type,
            Optional<String> timeInForce,
            Optional<String> selfTradePrevention,
            OptionalLong price,
            OptionalLong quantity,
            OptionalLong by,
            boolean postOnly,
            OptionalLong display,
            OptionalLong stopPrice,
            Optional<Phase> phase,
            OptionalLong lasts,
            Set<String> otherFields) {

        /** The mode by its name in the market's words. */
        public SelfTradePrevention mode() {
            return switch (selfTradePrevention.orElse("NONE")) {
                case "EXPIRE_TAKER" -> SelfTradePrevention.CANCEL_TAKER;
                case "EXPIRE_MAKER" -> SelfTradePrevention.CANCEL_MAKER;
                case "EXPIRE_BOTH" -> SelfTradePrevention.CANCEL_BOTH;
                case "DECREMENT" -> SelfTradePrevention.DECREMENT;
                default -> SelfTradePrevention.NONE;
            };
        }
    }

    /** A trade that must happen. */
    public record ExpectedTrade(String taker, String maker, long price, long quantity) {}

    /** A price level of the book at the end. */
    public record Level(long price, long quantity) {}

    /** A refusal that must happen. */
    public record ExpectedReject(String id, String reason) {}

    /** A remainder that the book itself must cancel. */
    public record Expired(String id, long quantity) {}

    /** Every sequence there is. */
    public static List<Sequence> all() {
        List<Sequence> sequences = new ArrayList<>(own());
        beside().ifPresent(folder -> {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .forEach(file -> sequences.addAll(read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return sequences;
    }

    /** The project's own sequences. */
    public static List<Sequence> own() {
        List<Sequence> sequences = new ArrayList<>();
        for (String file : OWN) {
            try (InputStream json = OrderSequences.class.getResourceAsStream("/order-sequences/" + file)) {
                sequences.addAll(parse(new ObjectMapper().readTree(json)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sequences;
    }

    /** Whether the rules behind a sequence are those of the book. */
    public static boolean applicable(Sequence sequence) {
        return !OTHER_CONVENTIONS.containsKey(sequence.name());
    }

    private static Optional<Path> beside() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (isRoot(folder)) {
                return Optional.of(folder.resolve(BESIDE_THE_REPOSITORY).normalize())
                        .filter(Files::isDirectory);
            }
        }
        return Optional.empty();
    }

    private static boolean isRoot(Path folder) {
        Path pom = folder.resolve("pom.xml");
        try {
            return Files.isRegularFile(folder.resolve("mandi"))
                    || (Files.isRegularFile(pom)
                            && Files.readString(pom).contains("<artifactId>mandi</artifactId>")
                            && Files.readString(pom).contains("<modules>"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Sequence> read(Path file) {
        try {
            return parse(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Sequence> parse(JsonNode file) {
        return list(file, OrderSequences::sequence);
    }

    private static Sequence sequence(JsonNode json) {
        return new Sequence(
                json.path("name").asText(),
                list(json.path("steps"), OrderSequences::step),
                list(json.path("expectTrades"), OrderSequences::trade),
                list(json.path("expectBook").path("bids"), OrderSequences::level),
                list(json.path("expectBook").path("asks"), OrderSequences::level),
                list(
                        json.path("expectRejects"),
                        reject -> new ExpectedReject(
                                reject.path("id").asText(),
                                reject.path("reason").asText())),
                json.has("expectExpired")
                        ? Optional.of(list(json.path("expectExpired"), OrderSequences::expired))
                        : Optional.empty(),
                json.path("unordered").asBoolean());
    }

    private static Step step(JsonNode json) {
        Iterable<String> names = json::fieldNames;
        Set<String> others = new TreeSet<>();
        for (String name : names) {
            // A flag that is off and a field without a value say nothing.
            boolean says = !json.path(name).isNull() && !json.path(name).equals(BooleanNode.FALSE);
            if (says && !FIELDS.contains(name)) {
                others.add(name);
            }
        }
        return new Step(
                Op.valueOf(json.path("op").asText().toUpperCase(Locale.ROOT)),
                json.path("id").asText(),
                text(json, "owner"),
                text(json, "side"),
                text(json, "type"),
                text(json, "tif"),
                text(json, "stp"),
                number(json, "price"),
                number(json, "qty"),
                number(json, "by"),
                json.path("postOnly").asBoolean(),
                number(json, "display"),
                number(json, "stopPrice"),
                text(json, "phase").map(Phase::valueOf),
                number(json, "lasts"),
                others);
    }

    private static ExpectedTrade trade(JsonNode json) {
        return new ExpectedTrade(
                json.path("taker").asText(),
                json.path("maker").asText(),
                whole(json.path("price")),
                whole(json.path("qty")));
    }

    private static Expired expired(JsonNode json) {
        return new Expired(json.path("id").asText(), whole(json.path("qty")));
    }

    private static Level level(JsonNode json) {
        return new Level(whole(json.path(0)), whole(json.path(1)));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
    }

    private static OptionalLong number(JsonNode json, String field) {
        return json.hasNonNull(field) ? OptionalLong.of(whole(json.path(field))) : OptionalLong.empty();
    }

    private static long whole(JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong()) {
            throw new IllegalArgumentException("not a number of ticks or lots: " + number);
        }
        return number.longValue();
    }

    private static <T> List<T> list(JsonNode array, Function<JsonNode, T> element) {
        List<T> elements = new ArrayList<>();
        for (Iterator<JsonNode> each = array.elements(); each.hasNext(); ) {
            elements.add(element.apply(each.next()));
        }
        return List.copyOf(elements);
    }
}
