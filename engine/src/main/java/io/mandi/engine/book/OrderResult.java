package io.mandi.engine.book;

import java.util.List;

/** What became of one instruction, for whoever gave it. */
public sealed interface OrderResult {
    /**
     * It was done.
     *
     * @param order right after it
     * @param trades that it caused
     */
    record Done(OrderState order, List<Trade> trades) implements OrderResult {}

    /** It was refused. */
    record Refused(Rejection rejection) implements OrderResult {}
}
