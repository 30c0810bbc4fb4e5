package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.mandi.engine.publication.Timestamp;
import io.mandi.persistence.reader.NotYetConsistentException;
import io.mandi.persistence.reader.Stamped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pages of lists: their cursors, and how they are written. */
final class Pages {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Pattern FORMAT = Pattern.compile("json|csv");

    private Pages() {}

    /** Writes an item of a list. */
    interface ItemWriter<T> {
        void write(JsonGenerator out, T item) throws IOException;
    }

    /**
     * A list as a table.
     *
     * @param name of the file, as which a browser keeps it
     * @param columns the fields of an item, in their order
     */
    record Table(String name, List<String> columns) {
        /** @param columns with commas between them */
        static Table of(String name, String columns) {
            return new Table(name, List.of(columns.split(",")));
        }
    }

    /** How a list is wanted. */
    enum Format {
        JSON,
        CSV
    }

    /** The parameter {@code format}. */
    static Format format(Call.Parameters parameters) {
        return parameters
                .optional("format", FORMAT, "must be json or csv")
                .filter("csv"::equals)
                .map(csv -> Format.CSV)
                .orElse(Format.JSON);
    }

    /**
     * A page of a list.
     *
     * @param read one more than the limit where there is more
     * @param place what the cursor behind an item says
     */
    static <T> Answer of(
            Format format,
            Table table,
            Stamped<List<T>> read,
            int limit,
            Function<T, String> place,
            ItemWriter<T> writer) {
        return stamp(of(format, table, read.found(), limit, place, writer), read);
    }

    /** The same for a list that does not tell how old it is: it is that of now. */
    static <T> Answer of(
            Format format, Table table, List<T> found, int limit, Function<T, String> place, ItemWriter<T> writer) {
        return of(format, table, found, limit, place, writer, out -> {});
    }

    /** @param more fields of the answer behind the items, which a table does not have */
    static <T> Answer of(
            Format format,
            Table table,
            List<T> found,
            int limit,
            Function<T, String> place,
            ItemWriter<T> writer,
            Json.Writer more) {
        boolean isCut = found.size() > limit;
        List<T> items = isCut ? found.subList(0, limit) : found;
        Optional<String> next = isCut ? Optional.of(cursor(place.apply(items.getLast()))) : Optional.empty();
        return switch (format) {
            case JSON -> json(items, next, writer, more);
            case CSV -> csv(table, items, next, writer);
        };
    }

    /** The same answer with the headers that tell how old it is. */
    static Answer stamp(Answer answer, Stamped<?> read) {
        return answer.with("Data-As-Of", Timestamp.of(ChronoUnit.MICROS.between(Instant.EPOCH, read.asOf())))
                .with("Data-Position", read.position())
                .with("Data-Source", read.source().word());
    }

    private static <T> Answer json(List<T> items, Optional<String> next, ItemWriter<T> writer, Json.Writer more) {
        return Answer.of(200, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (T item : items) {
                writer.write(out, item);
            }
            out.writeEndArray();
            out.writeStringField("next_cursor", next.orElse(null));
            more.write(out);
            out.writeEndObject();
        });
    }

    private static <T> Answer csv(Table table, List<T> items, Optional<String> next, ItemWriter<T> writer) {
        List<ObjectNode> rows = new ArrayList<>(items.size());
        for (T item : items) {
            try (TokenBuffer tokens = new TokenBuffer(MAPPER, false)) {
                writer.write(tokens, item);
                rows.add(MAPPER.readTree(tokens.asParser()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Answer answer = Answer.of(200, new Csv(table.name(), table.columns(), rows))
                .with("Content-Disposition", "attachment; filename=\"" + table.name() + ".csv\"");
        return next.isPresent() ? answer.with("Next-Cursor", next.get()) : answer;
    }

    /**
     * The place that a cursor says, when it is one of these.
     *
     * @param parameter that the cursor stands in
     * @throws ProblemException when it is not
     */
    static MatchResult place(String parameter, String cursor, Pattern pattern) {
        try {
            Matcher place = pattern.matcher(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
            if (place.matches()) {
                return place;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, with the same words as a cursor of something else.
        }
        throw Call.Parameters.problem(parameter, "invalid_parameter", "must be the next_cursor of an earlier page");
    }

    static String cursor(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    /** What a list was found to be, or the problem that it cannot be read now. */
    static <T> T read(T found, Throwable failure) {
        if (failure == null) {
            return found;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        throw new ProblemException(
                cause instanceof NotYetConsistentException
                        ? Problem.retry(
                                503,
                                "not_yet_consistent",
                                "the list does not show yet what If-Consistent-With asks for; repeat the request",
                                1)
                        : Problem.retry(503, "unavailable", "the list cannot be read now", 1));
    }
}
