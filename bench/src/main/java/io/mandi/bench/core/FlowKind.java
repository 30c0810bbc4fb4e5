package io.mandi.bench.core;

import java.util.SplittableRandom;

/** The shapes of order flow that are measured. Prices are in ticks, quantities in lots of 1 to 20 unless said. */
public enum FlowKind {
    /** About 2,000 orders rest within 50 ticks of a still price; of three orders one trades at once and one is cancelled. */
    BALANCED("balanced") {
        @Override
        void write(FlowWriter flow, int commands) {
            while (flow.open() < 2_000) {
                passive(flow, MIDDLE, 50);
            }
            flow.bookIsBuilt();
            int end = flow.size() + commands;
            while (flow.size() < end) {
                int dice = flow.random().nextInt(100);
                if (flow.open() < 1_000 || dice < 45) {
                    passive(flow, MIDDLE, 50);
                } else if (dice < 75 || flow.open() > 3_000) {
                    flow.cancelAny();
                } else {
                    aggressive(flow, 2);
                }
            }
        }
    },

    /** About 1,000 orders rest; of a hundred orders 95 are cancelled and five trade. */
    CANCEL_HEAVY("cancel-heavy, 95 %") {
        @Override
        void write(FlowWriter flow, int commands) {
            while (flow.open() < 1_000) {
                passive(flow, MIDDLE, 100);
            }
            flow.bookIsBuilt();
            int end = flow.size() + commands;
            while (flow.size() < end) {
                // An aggressive order mostly takes another with it, so that of forty orders two trade.
                if (flow.open() > 1_000) {
                    flow.cancelAny();
                } else if (flow.open() > 950 && flow.random().nextInt(40) == 0) {
                    aggressive(flow, 0);
                } else {
                    passive(flow, MIDDLE, 100);
                }
            }
        }
    },

    /** 100,000 orders rest on 2,000 levels of each side; orders come and go at every depth, and one of five trades. */
    DEEP("deep, 100,000 orders") {
        @Override
        void write(FlowWriter flow, int commands) {
            while (flow.open() < 100_000) {
                anywhere(flow);
            }
            flow.bookIsBuilt();
            int end = flow.size() + commands;
            while (flow.size() < end) {
                int dice = flow.random().nextInt(100);
                if (dice < 50 && flow.open() < 105_000 || flow.open() < 95_000) {
                    anywhere(flow);
                } else if (dice < 80) {
                    flow.cancelAny();
                } else {
                    aggressive(flow, 2);
                }
            }
        }

        private void anywhere(FlowWriter flow) {
            boolean buy = flow.random().nextBoolean();
            int away = 1 + flow.random().nextInt(2_000);
            flow.place(buy, buy ? MIDDLE - away : MIDDLE + away, quantity(flow.random()));
        }
    },

    /** The price runs up and down by 2,000 ticks once in 40,000 commands, through the orders that rest in its way. */
    SWINGING("swinging price") {
        @Override
        void write(FlowWriter flow, int commands) {
            while (flow.open() < 1_000) {
                passive(flow, MIDDLE, 25);
            }
            flow.bookIsBuilt();
            int start = flow.size();
            int end = start + commands;
            while (flow.size() < end) {
                int phase = (flow.size() - start) % 40_000;
                long middle = MIDDLE + (phase < 20_000 ? phase : 40_000 - phase) / 10;
                if (flow.open() > 1_500 || flow.random().nextInt(100) < 30) {
                    flow.cancelAny();
                } else {
                    passive(flow, middle, 25);
                }
            }
        }
    },

    /** 1,000 orders on 500 levels of one side, then ten orders that take all of them, 50 levels each; then the other side. */
    CRASH("crash through levels") {
        @Override
        void write(FlowWriter flow, int commands) {
            flow.bookIsBuilt();
            boolean buy = true;
            while (flow.size() < commands) {
                for (int i = 0; i < 1_000; i++) {
                    int away = 1 + flow.random().nextInt(500);
                    flow.place(buy, buy ? MIDDLE - away : MIDDLE + away, quantity(flow.random()));
                }
                long part = flow.depth(buy) / 10 + 1;
                for (int i = 0; i < 9; i++) {
                    flow.place(!buy, buy ? 1 : 2 * MIDDLE, part);
                }
                flow.place(!buy, buy ? 1 : 2 * MIDDLE, flow.depth(buy));
                buy = !buy;
            }
        }
    };

    /** In ticks. */
    private static final long MIDDLE = 10_000;

    private final String title;

    FlowKind(String title) {
        this.title = title;
    }

    /** The name in the output. */
    public String title() {
        return title;
    }

    /** Builds the book up, says so, and writes so many commands more, at least. */
    abstract void write(FlowWriter flow, int commands);

    /**
     * The same for the same arguments, always.
     *
     * @param before commands that run once the book is built up and before anything is measured
     * @param commands how many are measured, at least
     */
    Flow flow(int before, int commands, long seed) {
        FlowWriter writer = new FlowWriter(seed);
        write(writer, before + commands);
        return writer.flow(title, before);
    }

    private static long quantity(SplittableRandom random) {
        return 1 + random.nextInt(20);
    }

    /** An order behind the middle, the likelier the nearer. It trades only where orders were left on the wrong side. */
    private static void passive(FlowWriter flow, long middle, int reach) {
        boolean buy = flow.random().nextBoolean();
        int away = 1 + Math.min(flow.random().nextInt(reach), flow.random().nextInt(reach));
        flow.place(buy, buy ? middle - away : middle + away, quantity(flow.random()));
    }

    /** An order that may pay the best price of the other side and {@code reach} ticks more. */
    private static void aggressive(FlowWriter flow, int reach) {
        boolean buy = flow.random().nextBoolean();
        if (flow.has(!buy)) {
            long best = flow.best(!buy);
            flow.place(buy, buy ? best + reach : best - reach, quantity(flow.random()));
        }
    }
}
