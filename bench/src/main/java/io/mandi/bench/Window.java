package io.mandi.bench;

import io.mandi.bench.load.Answers;
import io.mandi.bench.node.Cpu;
import io.mandi.bench.node.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What one measurement has seen. */
record Window(Answers answers, Journal.Written written, Cpu cpu) {

    /** Every acknowledged request is one event in the journal, and nothing else is, except what had no certain answer. */
    void requireJournaled() throws IOException {
        if (written.events() < answers.done() || written.events() > answers.done() + answers.unknown()) {
            throw new IOException(
                    "%d requests were acknowledged and %d perhaps done, but the journal has %d events more"
                            .formatted(answers.done(), answers.unknown(), written.events()));
        }
    }

    /** All windows of a case as one. */
    static Window sum(List<Window> windows) {
        Answers answers = new Answers();
        Journal.Written written = Journal.Written.NOTHING;
        Cpu cpu = Cpu.NONE;
        for (Window window : windows) {
            answers.add(window.answers);
            written = written.plus(window.written);
            cpu = cpu.plus(window.cpu);
        }
        return new Window(answers, written, cpu);
    }

    double ordersPerSecond() {
        return answers.ordersPerSecond();
    }

    double ordersPerCommit() {
        return answers.orders() / (double) Math.max(1, written.commits());
    }

    /** Latency that this part of the accepted requests did not exceed. */
    double millisAt(double percentile) {
        return answers.latencies().getValueAtPercentile(percentile) / 1e6;
    }

    double microsPerOrder(Duration spent) {
        return spent.toNanos() / 1e3 / Math.max(1, answers.orders());
    }
}
