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

    Order head;
    Order tail;

    PriceLevel(BookSide side, long price) {
        this.side = side;
        this.price = price;
    }

    /** Sum of what remains of the orders, in lots. */
    long whole() {
        if (icebergs == 0) {
            return quantity;
        }
        long whole = 0;
        for (Order order = head; order != null; order = order.next) {
            whole += order.remaining;
        }
        return whole;
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
        }
    }

    /** An order whose slice is spent shows the next one, at the end of the queue. */
    void refill(Order order) {
        unlink(order);
        order.showSlice();
        append(order);
    }
}
