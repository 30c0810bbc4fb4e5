package io.mandi.engine.book;

import java.util.Optional;

/** What a book takes in each phase; in {@link Phase#CONTINUOUS} everything, so that nobody asks then. */
final class PhaseRules {
    private PhaseRules() {}

    /** Why an order is not taken, if it is not. */
    static Optional<Rejection> refusalOf(OrderRequest order, Phase phase) {
        boolean gathers = phase == Phase.AUCTION || phase == Phase.POST_ONLY;
        if (gathers && order.type().isStop()) {
            // It only begins to wait; what comes of it is for the phase in which it enters.
            return Optional.empty();
        }
        return switch (phase) {
            case CONTINUOUS -> Optional.empty();
            case AUCTION -> refusalInAuction(order);
            case HALTED -> refused(phase, "takes no orders");
            case CANCEL_ONLY, CLOSED -> refused(phase, "lets orders be cancelled, and nothing else");
            case POST_ONLY ->
                order.type() == OrderType.MARKET || !order.timeInForce().mayRest()
                        ? refused(phase, "takes no order that never rests")
                        : Optional.empty();
        };
    }

    private static Optional<Rejection> refusalInAuction(OrderRequest order) {
        if (!order.timeInForce().mayRest()) {
            return refused(Phase.AUCTION, "gathers orders, and this one could not wait");
        }
        return order.postOnly()
                ? refused(Phase.AUCTION, "gathers orders to trade, and this one must not")
                : Optional.empty();
    }

    /**
     * Why an order is not changed, if it is not.
     *
     * @param keepsPriority whether it would stay where it is, so that it cannot trade
     */
    static Optional<Rejection> refusalOfAmendment(Order order, boolean keepsPriority, Phase phase) {
        return switch (phase) {
            case CONTINUOUS, POST_ONLY -> Optional.empty();
            case AUCTION ->
                order.terms.conditions().postOnly() && !keepsPriority
                        ? refused(phase, "gathers orders to trade, and this one must not")
                        : Optional.empty();
            case HALTED ->
                keepsPriority ? Optional.empty() : refused(phase, "lets no order be changed so that it could trade");
            case CANCEL_ONLY, CLOSED -> refused(phase, "lets orders be cancelled, and nothing else");
        };
    }

    private static Optional<Rejection> refused(Phase phase, String detail) {
        return Optional.of(
                new Rejection(RejectionCode.PHASE_REFUSES_ORDER, "", "the instrument is " + phase + ": it " + detail));
    }
}
