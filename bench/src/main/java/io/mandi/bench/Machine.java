package io.mandi.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryManagerMXBean;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run was measured on, in words. */
final class Machine {
    private Machine() {}

    /** Lines of a Markdown list. */
    static String describe(Path folder, Map<String, String> database) throws IOException {
        Files.createDirectories(folder);
        return """
            - %d processors (%s), shared by load generator, node and PostgreSQL; load average before: %.2f
            - %s %s, %s; databases on %s
            - Java %s (%s); JVM options: %s
            - PostgreSQL %s
            """.formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        memory(),
                        Files.getFileStore(folder).type(),
                        Runtime.version(),
                        System.getProperty("java.vendor.version", System.getProperty("java.vendor")),
                        System.getenv().getOrDefault("MANDI_JAVA_OPTS", "as the launcher's"),
                        database(database));
    }

    /** Lines of a Markdown list, for what runs in this JVM alone. */
    static String describeAlone() throws IOException {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        return String.format(
                Locale.ROOT,
                """
                - %d processors (%s); load average before: %.2f
                - %s %s, %s
                - Java %s (%s); JVM options: %s; collectors: %s; heap of at most %d MiB
                """,
                Runtime.getRuntime().availableProcessors(),
                processor(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                memory(),
                Runtime.version(),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")),
                runtime.getInputArguments().stream()
                        .filter(argument -> !argument.startsWith("-D"))
                        .collect(Collectors.joining(" ")),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(MemoryManagerMXBean::getName)
                        .collect(Collectors.joining(", ")),
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static String processor() throws IOException {
        return first(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
    }

    private static String memory() throws IOException {
        String kilobytes = first(Path.of("/proc/meminfo"), "MemTotal", "0").replace(" kB", "");
        long gibibytes = Math.round(Long.parseLong(kilobytes) / 1024.0 / 1024.0);
        return gibibytes == 0 ? "memory unknown" : gibibytes + " GiB memory";
    }

    private static String first(Path file, String name, String otherwise) throws IOException {
        if (!Files.isReadable(file)) {
            return otherwise;
        }
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse(otherwise);
        }
    }

    private static String database(Map<String, String> settings) {
        StringBuilder text = new StringBuilder();
        settings.forEach((name, value) -> text.append(
                name.equals("server_version") ? value : String.format(Locale.ROOT, ", %s %s", name, value)));
        return text.toString();
    }
}
