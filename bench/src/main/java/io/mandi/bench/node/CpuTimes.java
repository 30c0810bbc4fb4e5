package io.mandi.bench.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What processors have done so far: for the node, for PostgreSQL with all its processes, and for this program. */
public record CpuTimes(Duration node, Map<Long, Duration> database, Duration generator) {

    static CpuTimes now(ProcessHandle node, Optional<ProcessHandle> postmaster) {
        Map<Long, Duration> database = new HashMap<>();
        postmaster.ifPresent(main -> {
            database.put(main.pid(), of(main));
            main.descendants().forEach(child -> database.put(child.pid(), of(child)));
        });
        return new CpuTimes(of(node), database, of(ProcessHandle.current()));
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The time between two looks. A database process that ended between them is not counted. */
    public Cpu since(CpuTimes before) {
        Duration spent = Duration.ZERO;
        for (Map.Entry<Long, Duration> entry : database.entrySet()) {
            spent = spent.plus(entry.getValue()).minus(before.database.getOrDefault(entry.getKey(), Duration.ZERO));
        }
        return new Cpu(node.minus(before.node), spent, generator.minus(before.generator));
    }
}
