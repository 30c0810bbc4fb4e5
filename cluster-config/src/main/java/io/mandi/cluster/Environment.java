package io.mandi.cluster;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The variables that people set: those of the process, and behind them those of a file {@code .env}. It reads each as the
 * type it has to be and gathers what is wrong, so that one start shows every mistake.
 */
public final class Environment {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9}) *(ms|s|m|h)");

    private final Map<String, String> variables;
    private final TreeSet<String> known = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    /** Names that stand in the file, where a name that means nothing is a mistake. */
    private final Set<String> inFile;

    public Environment(Map<String, String> variables) {
        this(variables, Set.of());
    }

    private Environment(Map<String, String> variables, Set<String> inFile) {
        this.variables = Map.copyOf(variables);
        this.inFile = Set.copyOf(inFile);
    }

    /** The process's variables, and those of the file {@code .env} in a folder that the process does not have. */
    public static Environment of(Map<String, String> process, Path folder) {
        Dotenv file = Dotenv.configure()
                .directory(folder.toAbsolutePath().toString())
                .ignoreIfMissing()
                .load();
        Map<String, String> merged = new HashMap<>();
        for (DotenvEntry entry : file.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
            merged.put(entry.getKey(), entry.getValue());
        }
        Set<String> inFile = Set.copyOf(merged.keySet());
        merged.putAll(process);
        return new Environment(merged, inFile);
    }

    /** Every name that was asked for so far. */
    public List<String> knownNames() {
        return List.copyOf(known);
    }

    /** @throws InvalidSettingsException when anything that was read is wrong, or the file has a name nobody read */
    public void check() {
        for (String name : new TreeSet<>(inFile)) {
            if (!known.contains(name)) {
                problem(name, "stands in .env and is no setting; see .env.example");
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    /** Notes a mistake that spans more than one variable. */
    void problem(String name, String detail) {
        problems.add(name + ": " + detail);
    }

    /** A variable that is set and not blank. */
    Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String text(String name, String otherwise) {
        return text(name).orElse(otherwise);
    }

    int integer(String name, int otherwise, int min, int max) {
        return read(name, otherwise, "must be a whole number from " + min + " to " + max, value -> {
            int number = Integer.parseInt(value);
            return number < min || number > max ? Optional.empty() : Optional.of(number);
        });
    }

    boolean flag(String name, boolean otherwise) {
        return read(name, otherwise, "must be true or false", value -> switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    /** A number with the unit ms, s, m or h. */
    Duration duration(String name, Duration otherwise, Duration min, Duration max) {
        String rule =
                "must be a time from " + min.toMillis() + "ms to " + max.toMillis() + "ms, as 500ms, 10s, 5m or 24h";
        return read(
                name,
                otherwise,
                rule,
                value -> parseDuration(value)
                        .filter(duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0));
    }

    /** Reads a number with the unit ms, s, m or h. */
    public static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                });
    }

    <E extends Enum<E>> E choice(String name, E otherwise) {
        Class<E> type = otherwise.getDeclaringClass();
        String rule = "must be one of "
                + Stream.of(type.getEnumConstants()).map(Environment::spelling).toList();
        return read(name, otherwise, rule, value -> {
            for (E constant : type.getEnumConstants()) {
                if (spelling(constant).equalsIgnoreCase(value)) {
                    return Optional.of(constant);
                }
            }
            return Optional.empty();
        });
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> T read(String name, T otherwise, String rule, Function<String, Optional<T>> parse) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return otherwise;
        }
        Optional<T> parsed;
        try {
            parsed = parse.apply(value.get());
        } catch (NumberFormatException e) {
            parsed = Optional.empty();
        }
        if (parsed.isEmpty()) {
            problem(name, rule + ", but is \"" + value.get() + "\"");
        }
        return parsed.orElse(otherwise);
    }
}
