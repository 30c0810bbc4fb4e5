package io.mandi.engine.lots;

import io.mandi.engine.catalog.commodity.Commodity;
import io.mandi.engine.id.EntityId;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands for a book of cotton, as those give them who have asked everybody that has to be asked. */
public final class LotCommands {
    public static final EntityId BOOK = LotDesk.BOOK;
    public static final Instant START = LotDesk.START;
    public static final String SELLER = LotDesk.SELLER;
    public static final String BUYER = LotDesk.BUYER;

    private static final int STEPS = 400;

    private LotCommands() {}

    public static Commodity commodity() {
        return LotDesk.cotton();
    }

    /** 100 bales, on offer at once. */
    public static LotCommand createLot() {
        return new LotDesk().create(new Offer());
    }

    /** A draft. */
    public static LotCommand createNeed() {
        return new LotDesk().create(new Demand());
    }

    public static LotCommand publish(long need) {
        return new LotDesk().publish(need);
    }

    /** For the buyer, without a need, of what {@link #createLot} offers. */
    public static LotCommand.Reserve reserve(long lot, String quantity, String holdKey) {
        LotDesk desk = new LotDesk();
        LotCommand.Reserve reserve = desk.reserve(lot, LotDesk.BUYER, quantity);
        return new LotCommand.Reserve(
                reserve.lot(),
                reserve.holder(),
                reserve.target(),
                reserve.quantity(),
                reserve.unit(),
                reserve.hours(),
                reserve.sight(),
                reserve.verdicts(),
                reserve.reference(),
                Optional.of(desk.held(desk.offer(new Offer()), quantity, holdKey)));
    }

    /** One of each kind that there is. */
    public static List<LotCommand> ofEveryKind() {
        LotWalk walk = new LotWalk(new HashSet<>());
        LotWalk.steps(11, STEPS).forEach(walk::take);
        Map<Class<?>, LotCommand> kinds = new LinkedHashMap<>();
        walk.said().forEach(said -> kinds.putIfAbsent(said.command().getClass(), said.command()));
        return List.copyOf(kinds.values());
    }
}
