package io.mandi.engine.book;

/** The orders that rest at one price, first come first served: a queue linked through the orders themselves. */
final class PriceLevel {
    final BookSide side;
    final long price;
    /** Sum of what the orders show, in lots. */
    long quantity;

    int orders;
    /** How many of the orders may hide a part of themselves. */
    int icebergs;
    /** Sum of what the orders hide, in lots. */
    private long hidden;

    Order head;
    Order tail;

    PriceLevel(BookSide side, long price) {
        this.side = side;
        this.price = price;
    }

    /** Sum of what remains of the orders, in lots. */
    long whole() {
        return quantity + hidden;
    }

    /**
     * An order has changed in its place.
     *
     * @param shownBefore in lots
     * @param hiddenBefore in lots
     */
    void changed(Order order, long shownBefore, long hiddenBefore) {
        quantity += order.shown() - shownBefore;
        hidden += order.hidden - hiddenBefore;
    }

    void append(Order order) {
        order.level = this;
        order.previous = tail;
        if (tail == null) {
            head = order;
        } else {
            tail.next = order;
        }
        tail = order;
        quantity += order.shown();
        orders++;
        if (order.isIceberg()) {
            icebergs++;
            hidden += order.hidden;
        }
    }

    void unlink(Order order) {
        if (order.previous == null) {
            head = order.next;
        } else {
            order.previous.next = order.next;
        }
        if (order.next == null) {
            tail = order.previous;
        } else {
            order.next.previous = order.previous;
        }
        order.previous = null;
        order.next = null;
        order.level = null;
        quantity -= order.shown();
        orders--;
        if (order.isIceberg()) {
            icebergs--;
            hidden -= order.hidden;
        }
    }

    /** An order whose slice is spent shows the next one, at the end of the queue. */
    void refill(Order order) {
        unlink(order);
        order.showSlice();
        append(order);
    }
}
