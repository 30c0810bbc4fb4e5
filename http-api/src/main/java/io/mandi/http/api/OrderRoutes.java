package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.actor.OrderBookReply;
import io.mandi.engine.actor.OrderBooks;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookCommand.OrderInstruction;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.RejectionCode;
import io.mandi.engine.book.Side;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.ResourceId;
import io.mandi.http.auth.Permission;
import io.mandi.http.auth.Principal;
import io.mandi.http.auth.Tokens;
import io.mandi.persistence.history.PostgresOrderLists;
import io.mandi.persistence.partner.OrderEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Orders: place, look at, amend, cancel. */
final class OrderRoutes {
    /** Most orders of one batch. */
    static final int MAX_BATCH = 500;

    private static final String SUBMIT = "POST /orders";
    private static final String BATCH = "POST /orders/batch";

    private final OrderBooks books;
    private final PostgresOrderLists lists;
    private final OrderEntry entry;
    private final Executor executor;

    /** @param executor for what is too much to be done on the thread of the book that answers */
    OrderRoutes(OrderBooks books, PostgresOrderLists lists, OrderEntry entry, Executor executor) {
        this.books = books;
        this.lists = lists;
        this.entry = entry;
        this.executor = executor;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.withBody("POST", "/api/v1/orders", Permission.ORDER_CREATE, this::submit),
                Endpoint.withBody("POST", "/api/v1/orders/batch", Permission.ORDER_CREATE, this::batch),
                Endpoint.of("DELETE", "/api/v1/orders", Permission.ORDER_CANCEL, this::cancelAll),
                Endpoint.of("GET", "/api/v1/orders/{id}", Permission.ORDER_READ, this::get),
                Endpoint.withBody("PATCH", "/api/v1/orders/{id}", Permission.ORDER_UPDATE, this::amend),
                Endpoint.of("DELETE", "/api/v1/orders/{id}", Permission.ORDER_CANCEL, this::cancel));
    }

    // ---------------------------------------------------------------------------------------------------- one order

    private CompletionStage<Answer> submit(Call call) {
        call.parameters();
        Idempotency key = call.idempotency(SUBMIT);
        OrderFields.Addressed order = OrderFields.submission(call.json(), "", call.user());
        BookId book = new BookId(call.user().organization(), order.symbol());
        return checked(book, order.instruction())
                .thenCompose(instruction -> books.execute(book, call.caller(key), instruction, call.since()))
                .thenApply(reply -> {
                    OrderBookReply.Executed executed = executed(reply);
                    Answer answer = orderAnswer(201, book, executed);
                    return executed.repeated() ? answer.with("Idempotent-Replayed", "true") : answer;
                });
    }

    /** With why no orders of this partner are taken, if so. The book refuses them, since it knows which requests it has done before. */
    private CompletionStage<OrderInstruction> checked(BookId book, OrderInstruction instruction) {
        if (!(instruction instanceof BookCommand.SubmitOrder submit)) {
            return CompletableFuture.completedStage(instruction);
        }
        OrderRequest order = submit.order();
        return entry.barred(book.organization(), order.partnerId(), order.side())
                .handle((barred, failure) -> {
                    if (failure != null) {
                        throw new ProblemException(Problem.retry(
                                503, "unavailable", "whether the partner may trade cannot be read now", 1));
                    }
                    return barred.isEmpty() ? submit : new BookCommand.SubmitOrder(order, barred);
                });
    }

    private CompletionStage<Answer> get(Call call) {
        call.parameters();
        ResourceId id = orderId(call);
        return books.readOrder(id.book(), call.caller(), id.number(), call.since())
                .thenCompose(reply -> switch (reply) {
                    case OrderBookReply.FoundOrder found ->
                        CompletableFuture.completedStage(answer(id.book(), found.instrument(), found.order()));
                    case OrderBookReply.NotFound ignored -> forgotten(call, id);
                    default -> throw Replies.unreadable(reply);
                });
    }

    private static Answer answer(BookId book, Instrument instrument, OrderState order) {
        OrderJson json = new OrderJson(book, instrument);
        return Answer.of(200, out -> json.writeOrder(out, order)).version(order.sequence());
    }

    /** A book remembers closed orders for a while; the list knows them all. */
    private CompletionStage<Answer> forgotten(Call call, ResourceId id) {
        Optional<String> scope = call.user().partner();
        return lists.order(id.book(), id.number()).handle((found, failure) -> {
            if (failure != null) {
                throw new ProblemException(Problem.retry(503, "unavailable", "the order cannot be read now", 1));
            }
            PostgresOrderLists.Listed<OrderState> order =
                    found.orElseThrow(() -> new ProblemException(Problem.notFound()));
            if (scope.isPresent() && !scope.get().equals(order.item().terms().partnerId())) {
                throw ProblemException.ofAnother(id.toString());
            }
            return answer(order.book(), order.instrument(), order.item());
        });
    }

    private CompletionStage<Answer> amend(Call call) {
        call.parameters();
        ResourceId id = orderId(call);
        BookCommand.AmendOrder amend = OrderFields.amendment(call.json(), id.number());
        return books.execute(id.book(), call.changer(), amend, call.since())
                .thenApply(reply -> orderAnswer(200, id.book(), executedOnOrder(reply)));
    }

    private CompletionStage<Answer> cancel(Call call) {
        call.parameters();
        ResourceId id = orderId(call);
        return books.execute(id.book(), call.changer(), new BookCommand.CancelOrder(id.number()), call.since())
                .thenApply(reply -> {
                    OrderBookReply.Executed executed = executedOnOrder(reply);
                    OrderJson json = json(id.book(), executed);
                    OrderState order = done(executed).order();
                    Answer answer = Answer.of(200, out -> {
                                out.writeStartObject();
                                out.writeFieldName("order");
                                json.writeOrder(out, order);
                                out.writeEndObject();
                            })
                            .version(order.sequence());
                    return ConsistencyToken.mark(answer, id.book(), executed.journalSequence());
                });
    }

    private CompletionStage<Answer> cancelAll(Call call) {
        Call.Parameters parameters = call.parameters("instrument", "side", "partner_id");
        String symbol = parameters.required("instrument", Instrument.SYMBOL, OrderFields.SYMBOL_RULE);
        String partner = partner(parameters, call.user());
        Optional<Side> side = parameters.text("side").map(OrderRoutes::side);
        BookId book = new BookId(call.user().organization(), symbol);
        return books.execute(book, call.caller(), new BookCommand.CancelOrders(partner, side), call.since())
                .thenApply(reply -> {
                    if (!(reply instanceof OrderBookReply.OrdersCancelled cancelled)) {
                        throw Replies.problem(reply);
                    }
                    Answer answer = Answer.of(200, out -> {
                        out.writeStartObject();
                        out.writeArrayFieldStart("cancelled");
                        for (long number : cancelled.orderIds()) {
                            out.writeString(new ResourceId(ResourceId.Kind.ORDER, number, book).toString());
                        }
                        out.writeEndArray();
                        out.writeEndObject();
                    });
                    return ConsistencyToken.mark(answer, book, cancelled.journalSequence());
                });
    }

    private static String partner(Call.Parameters parameters, Principal user) {
        if (user.partner().isEmpty()) {
            return parameters.required("partner_id", Tokens.PARTNER, OrderFields.PARTNER_RULE);
        }
        Optional<String> named = parameters.text("partner_id");
        if (named.isPresent() && !named.equals(user.partner())) {
            throw ProblemException.ofAnother(named.get());
        }
        return user.partner().get();
    }

    private static Side side(String text) {
        return switch (text) {
            case "BUY" -> Side.BUY;
            case "SELL" -> Side.SELL;
            default -> throw Call.Parameters.problem("side", "invalid_parameter", "must be BUY or SELL");
        };
    }

    /** An id of another tenant is answered like one that never was. */
    private static ResourceId orderId(Call call) {
        ResourceId id = ResourceId.parse(ResourceId.Kind.ORDER, call.path().get("id"))
                .orElseThrow(() -> new ProblemException(Problem.notFound()));
        if (!id.organization().equals(call.user().organization())) {
            throw ProblemException.ofAnother(id.toString());
        }
        return id;
    }

    private static OrderBookReply.Executed executed(OrderBookReply reply) {
        if (reply instanceof OrderBookReply.Executed executed) {
            return executed;
        }
        throw Replies.problem(reply);
    }

    /** Who names an order names no instrument: where there is no book, there is no such order. */
    private static OrderBookReply.Executed executedOnOrder(OrderBookReply reply) {
        if (reply instanceof OrderBookReply.Rejected rejected
                && rejected.rejection().code() == RejectionCode.UNKNOWN_INSTRUMENT) {
            throw new ProblemException(Problem.notFound());
        }
        return executed(reply);
    }

    private static OrderResult.Done done(OrderBookReply.Executed executed) {
        return switch (executed.results().getFirst()) {
            case OrderResult.Done done -> done;
            case OrderResult.Refused refused -> throw new ProblemException(Problem.of(refused.rejection()));
        };
    }

    private static OrderJson json(BookId book, OrderBookReply.Executed executed) {
        return new OrderJson(
                book, executed.instrument().orElseThrow(() -> new IllegalStateException("a book without instrument")));
    }

    private static Answer orderAnswer(int status, BookId book, OrderBookReply.Executed executed) {
        OrderResult.Done done = done(executed);
        OrderJson json = json(book, executed);
        Answer answer = Answer.of(status, out -> {
                    out.writeStartObject();
                    out.writeFieldName("order");
                    json.writeOrder(out, done.order());
                    out.writeFieldName("trades");
                    json.writeTrades(out, done.trades());
                    out.writeEndObject();
                })
                .version(done.order().sequence());
        return ConsistencyToken.mark(answer, book, executed.journalSequence());
    }

    // ---------------------------------------------------------------------------------------------------- batch

    /** What has become of one item of a batch; written when all are known. */
    private interface Item {
        void write(JsonGenerator out) throws IOException;
    }

    /** The instructions of a batch for one book, and where they stand in it. */
    private record Part(List<Integer> positions, List<OrderInstruction> instructions) {}

    /**
     * Each book takes its instructions as one command, and records them whole or not at all. The books work side by side;
     * when one of them does not answer for certain, the whole answer is that the outcome is unknown, and repeating the
     * request does what was not done.
     */
    private CompletionStage<Answer> batch(Call call) {
        call.parameters();
        Idempotency key = call.idempotency(BATCH);
        Fields fields = new Fields(call.json(), "");
        List<JsonNode> nodes = fields.array("orders", MAX_BATCH);
        fields.check();
        Item[] items = new Item[nodes.size()];
        Map<String, Part> parts = parts(call, nodes, items);
        List<CompletableFuture<Answered>> answered = new ArrayList<>();
        parts.forEach((symbol, part) -> {
            BookId book = new BookId(call.user().organization(), symbol);
            answered.add(checked(book, part.instructions())
                    .thenCompose(instructions -> books.execute(
                            book, call.caller(key), new BookCommand.ExecuteBatch(instructions), call.since()))
                    .thenApply(reply -> new Answered(book, part, reply))
                    .toCompletableFuture());
        });
        return CompletableFuture.allOf(answered.toArray(CompletableFuture[]::new))
                .thenApplyAsync(
                        all -> batchAnswer(
                                call,
                                items,
                                answered.stream().map(CompletableFuture::join).toList()),
                        executor);
    }

    private CompletionStage<List<OrderInstruction>> checked(BookId book, List<OrderInstruction> instructions) {
        List<CompletableFuture<OrderInstruction>> checked = instructions.stream()
                .map(instruction -> checked(book, instruction).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(checked.toArray(CompletableFuture[]::new))
                .thenApply(all -> checked.stream().map(CompletableFuture::join).toList());
    }

    private record Answered(BookId book, Part part, OrderBookReply reply) {}

    private static Map<String, Part> parts(Call call, List<JsonNode> nodes, Item[] items) {
        Optional<String> onlyInstrument = onlyInstrument(nodes);
        Map<String, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            try {
                OrderFields.Addressed item = item(call, nodes.get(i), "/orders/" + i, onlyInstrument);
                Part part =
                        parts.computeIfAbsent(item.symbol(), symbol -> new Part(new ArrayList<>(), new ArrayList<>()));
                part.positions().add(i);
                part.instructions().add(item.instruction());
            } catch (ProblemException e) {
                e.violation().ifPresent(call::noteViolation);
                items[i] = problem(call, e.problem());
            }
        }
        return parts;
    }

    private static Optional<String> onlyInstrument(List<JsonNode> nodes) {
        Set<String> named = new HashSet<>();
        nodes.forEach(node -> {
            OrderFields.namedInstrument(node).ifPresent(named::add);
            OrderFields.namedInstrument(node.path("cancel")).ifPresent(named::add);
        });
        return named.size() == 1 ? Optional.of(named.iterator().next()) : Optional.empty();
    }

    private static OrderFields.Addressed item(
            Call call, JsonNode node, String pointer, Optional<String> onlyInstrument) {
        if (!(node instanceof ObjectNode object)) {
            throw new ProblemException(Problem.field(400, "object_expected", pointer, "must be an object"));
        }
        if (!object.has("cancel")) {
            return OrderFields.submission(object, pointer, call.user());
        }
        Fields fields = new Fields(object, pointer);
        Optional<ObjectNode> cancel = fields.optionalObject("cancel");
        fields.check();
        return OrderFields.cancellation(
                cancel.orElseThrow(() -> new ProblemException(
                        Problem.field(400, "object_expected", pointer + "/cancel", "must be an object"))),
                pointer + "/cancel",
                call.user(),
                onlyInstrument);
    }

    private static Answer batchAnswer(Call call, Item[] items, List<Answered> answered) {
        refuseUncertain(answered);
        boolean repeated = !answered.isEmpty();
        Map<String, Long> numbers = new LinkedHashMap<>();
        for (Answered book : answered) {
            if (book.reply() instanceof OrderBookReply.Executed executed) {
                repeated &= executed.repeated();
                fill(call, items, book, executed);
                numbers.put(book.book().symbol(), executed.journalSequence());
            } else if (answered.size() == 1) {
                throw Replies.problem(book.reply());
            } else {
                Problem problem = Replies.problem(book.reply()).problem();
                book.part().positions().forEach(position -> items[position] = problem(call, problem));
                repeated = false;
            }
        }
        Answer results = Answer.of(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("results");
            for (Item item : items) {
                item.write(out);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
        Answer answer = ConsistencyToken.mark(results, call.user().organization(), numbers);
        return repeated ? answer.with("Idempotent-Replayed", "true") : answer;
    }

    private static void refuseUncertain(List<Answered> answered) {
        long refused = answered.stream()
                .filter(book -> book.reply() instanceof OrderBookReply.Overloaded)
                .count();
        boolean partly = refused > 0 && refused < answered.size();
        for (Answered book : answered) {
            switch (book.reply()) {
                case OrderBookReply.OutcomeUnknown ignored -> throw new ProblemException(Problem.outcomeUnknown());
                case OrderBookReply.InProgress inProgress -> throw Replies.problem(inProgress);
                case OrderBookReply.Overloaded overloaded ->
                    throw partly ? new ProblemException(Problem.outcomeUnknown()) : Replies.problem(overloaded);
                default -> {
                    // Certain, one way or the other.
                }
            }
        }
    }

    private static void fill(Call call, Item[] items, Answered book, OrderBookReply.Executed executed) {
        for (int i = 0; i < executed.results().size(); i++) {
            int position = book.part().positions().get(i);
            boolean submitted = book.part().instructions().get(i) instanceof BookCommand.SubmitOrder;
            items[position] = switch (executed.results().get(i)) {
                case OrderResult.Refused refused -> problem(call, inItem(position, Problem.of(refused.rejection())));
                case OrderResult.Done done -> {
                    OrderJson json = json(book.book(), executed);
                    yield out -> {
                        out.writeStartObject();
                        out.writeNumberField("status", submitted ? 201 : 200);
                        out.writeFieldName("order");
                        json.writeOrder(out, done.order());
                        if (submitted) {
                            out.writeFieldName("trades");
                            json.writeTrades(out, done.trades());
                        }
                        out.writeEndObject();
                    };
                }
            };
        }
    }

    /** A book knows its instruction's fields; where the instruction stands in the body is known here. */
    private static Problem inItem(int position, Problem problem) {
        return problem.errors().isEmpty()
                ? problem
                : Problem.fields(
                        problem.status(),
                        problem.errors().stream()
                                .map(error -> new Problem.FieldError(
                                        "/orders/" + position + error.pointer(), error.code(), error.detail()))
                                .toList());
    }

    private static Item problem(Call call, Problem problem) {
        return out -> {
            out.writeStartObject();
            out.writeNumberField("status", problem.status());
            out.writeFieldName("problem");
            problem.writeItem(out);
            out.writeEndObject();
        };
    }
}
