package io.mandi.engine.testkit;

import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.BookView;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderResult;
import io.mandi.engine.book.OrderState;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Phase;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.testkit.OrderSequences.ExpectedTrade;
import io.mandi.engine.testkit.OrderSequences.Expired;
import io.mandi.engine.testkit.OrderSequences.Level;
import io.mandi.engine.testkit.OrderSequences.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A sequence of orders as commands for a book whose ticks and lots are 1. */
public final class BookVenue extends SequenceVenue {
    /** No order has it. */
    private static final long NEVER_GIVEN = 1;

    private final Market market;
    private final Map<String, Long> ids = new HashMap<>();
    private final Map<Long, String> namesById = new HashMap<>();

    /** The way to a book. */
    public interface Market {
        /** @param asker who may touch the orders of this partner alone; staff where it is absent */
        OrderResult execute(Optional<String> asker, BookCommand command);

        /** Staff brings the book into another phase. */
        void enter(Phase phase);

        /** Microseconds since the epoch. */
        long now();

        /** Lets time pass, and the book do what is due then. */
        void pass(long micros);

        /** With all levels. */
        BookView view();

        /** The order, where there is one. */
        Optional<OrderState> order(long id);
    }

    public BookVenue(Market market) {
        this.market = market;
    }

    @Override
    protected void pass(long micros) {
        market.pass(micros);
    }

    @Override
    protected void enter(Phase phase) {
        market.enter(phase);
    }

    @Override
    protected Optional<String> submit(Step step, String owner) {
        OrderRequest order = new OrderRequest(
                owner,
                Optional.of(step.id()),
                Side.valueOf(step.side().orElseThrow()),
                OrderType.valueOf(step.type().orElse("LIMIT")),
                TimeInForce.valueOf(step.timeInForce().orElse("GTC")),
                decimal(step.price()),
                new Decimal(step.quantity().orElseThrow(), 0),
                Optional.of(step.mode()),
                step.postOnly(),
                decimal(step.display()),
                step.timeInForce().equals(Optional.of("GTD"))
                        ? after(market.now(), step.lasts())
                        : OptionalLong.empty(),
                decimal(step.stopPrice()));
        return answer(step.id(), market.execute(Optional.empty(), new BookCommand.SubmitOrder(order)));
    }

    @Override
    protected Optional<String> cancel(String id, String asker) {
        return answer(id, market.execute(Optional.of(asker), new BookCommand.CancelOrder(idOf(id))));
    }

    @Override
    protected Optional<String> amend(
            String id,
            String asker,
            OptionalLong price,
            OptionalLong quantity,
            OptionalLong lasts,
            OptionalLong stopPrice) {
        return answer(
                id,
                market.execute(
                        Optional.of(asker),
                        new BookCommand.AmendOrder(
                                idOf(id),
                                decimal(price),
                                decimal(quantity),
                                after(market.now(), lasts),
                                decimal(stopPrice))));
    }

    private static Optional<Decimal> decimal(OptionalLong number) {
        return number.isPresent() ? Optional.of(new Decimal(number.getAsLong(), 0)) : Optional.empty();
    }

    private Optional<String> answer(String name, OrderResult result) {
        return switch (result) {
            case OrderResult.Refused refused ->
                Optional.of(refused.rejection().code().name());
            case OrderResult.Done done -> {
                long id = done.order().terms().id();
                ids.put(name, id);
                namesById.put(id, name);
                yield ended(done.order().reason());
            }
        };
    }

    /** As the market sees them: those that an order caused are in no answer. */
    @Override
    protected List<ExpectedTrade> trades() {
        return market.view().trades().reversed().stream()
                .map(trade -> new ExpectedTrade(
                        namesById.get(trade.takerOrderId()),
                        namesById.get(trade.makerOrderId()),
                        trade.price(),
                        trade.quantity()))
                .toList();
    }

    @Override
    protected Optional<Expired> expired(String id) {
        return market.order(idOf(id)).flatMap(order -> expired(id, order.status(), order.reason(), order.cancelled()));
    }

    private long idOf(String name) {
        return ids.getOrDefault(name, NEVER_GIVEN);
    }

    @Override
    protected long filled(String id) {
        return market.order(idOf(id)).map(OrderState::filled).orElse(0L);
    }

    @Override
    protected long open(String id) {
        return market.order(idOf(id)).map(OrderState::remaining).orElse(0L);
    }

    @Override
    protected List<Level> levels(Side side) {
        BookView view = market.view();
        return (side == Side.BUY ? view.bids() : view.asks())
                .stream()
                        .map(level -> new Level(level.price(), level.quantity()))
                        .toList();
    }
}
