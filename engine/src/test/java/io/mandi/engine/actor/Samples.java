package io.mandi.engine.actor;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookCommand;
import io.mandi.engine.book.Idempotency;
import io.mandi.engine.book.OrderRequest;
import io.mandi.engine.book.OrderType;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.TimeInForce;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.SelfTradePrevention;
import io.mandi.engine.id.BookId;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/** Commands and messages as a client's request makes them. */
final class Samples {
    static final BookId BOOK = new BookId("demo", "COTTON");
    static final long PATIENCE = 60_000;

    private Samples() {}

    static Instrument instrument() {
        return new Instrument(
                "COTTON",
                "Cotton 29 mm",
                Optional.of("COTTON"),
                "INR",
                "BALE",
                "CANDY",
                new Decimal(1000, 2),
                new Decimal(25, 0),
                Optional.of(new Decimal(25, 0)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static BookCommand define() {
        return new BookCommand.DefineInstrument(instrument());
    }

    static BookCommand.SubmitOrder submit(String partner, Side side, String price, String quantity) {
        return new BookCommand.SubmitOrder(new OrderRequest(
                partner,
                Optional.empty(),
                side,
                OrderType.LIMIT,
                TimeInForce.GTC,
                Decimal.parse(price),
                Decimal.parse(quantity).orElseThrow(),
                SelfTradePrevention.NONE));
    }

    static Caller caller() {
        return new Caller(BOOK.organization(), Actor.staff("u1"), "request-1", Optional.empty());
    }

    static Caller caller(String key, String fingerprint) {
        return new Caller(
                BOOK.organization(),
                Actor.staff("u1"),
                "request-1",
                Optional.of(new Idempotency("POST /orders", key, fingerprint)));
    }

    static OrderBookMessage.Execute execute(BookCommand command, ActorRef<OrderBookReply> replyTo) {
        return new OrderBookMessage.Execute(caller(), command, PATIENCE, replyTo);
    }

    static OrderBookMessage.Execute execute(Caller caller, BookCommand command, ActorRef<OrderBookReply> replyTo) {
        return new OrderBookMessage.Execute(caller, command, PATIENCE, replyTo);
    }
}
