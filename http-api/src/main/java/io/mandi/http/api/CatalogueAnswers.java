package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.publication.Timestamp;
import io.mandi.persistence.catalog.Creation;
import io.mandi.persistence.catalog.Creation.StoredAnswer;
import io.mandi.persistence.catalog.Edit;
import io.mandi.persistence.catalog.Versioned;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.util.ByteString;

/** What the routes of the catalogue have in common. */
final class CatalogueAnswers {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 500;
    /** What is looked for in a list. */
    static final Pattern SEARCH = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]{1,120}");

    static final String SEARCH_RULE = "must be 1 to 120 printable characters";

    private static final ObjectWriter TREES =
            new JsonMapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);

    private CatalogueAnswers() {}

    /** JSON that was written before. */
    private record Stored(String text) implements Content {
        @Override
        public ContentType type() {
            return ContentTypes.APPLICATION_JSON;
        }

        @Override
        public ByteString bytes() {
            return ByteString.fromString(text);
        }
    }

    /** Another organisation's id is as unknown as one that never was. */
    static long number(Call call, ResourceId.Kind kind, String part) {
        String text = call.path().get(part);
        ResourceId id = ResourceId.parse(kind, text).orElseThrow(() -> new ProblemException(Problem.notFound()));
        if (!id.organization().equals(call.user().organization())) {
            throw ProblemException.ofAnother(text);
        }
        return id.number();
    }

    /** @return empty for what is no id of this kind and organisation */
    static Optional<Long> number(Call call, ResourceId.Kind kind, Optional<String> text) {
        Optional<ResourceId> id = text.flatMap(given -> ResourceId.parse(kind, given));
        boolean foreign =
                id.isPresent() && !id.get().organization().equals(call.user().organization());
        if (foreign) {
            call.noteViolation(text.orElseThrow());
        }
        return foreign ? Optional.empty() : id.map(ResourceId::number);
    }

    /** The number behind which a list begins. */
    static Optional<Long> after(Call.Parameters parameters, Pattern place) {
        return parameters
                .text("cursor")
                .map(cursor ->
                        Long.parseLong(Pages.place("cursor", cursor, place).group(1)));
    }

    /** What was written, or the problem that nobody knows whether it was. */
    static <T> T written(T result, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            throw problem;
        }
        if (cause != null) {
            throw new ProblemException(Problem.outcomeUnknown());
        }
        return result;
    }

    /** What a client gets, now and when it asks again with the same key. */
    static StoredAnswer stored(int status, long version, Json.Writer writer) {
        return new StoredAnswer(status, version, Json.write(writer).utf8String());
    }

    /** @param full of more than there can be */
    static Answer created(Creation creation, Function<Creation.TooMany, Problem> full) {
        return switch (creation) {
            case Creation.Done done -> answer(done.answer(), done.repeated());
            case Creation.Refused refused -> throw refused(refused.flaws());
            case Creation.TooMany many -> throw new ProblemException(full.apply(many));
            case Creation.KeyReused reused -> throw keyReused();
        };
    }

    /** @param repeated whether it was given before */
    static Answer answer(StoredAnswer stored, boolean repeated) {
        Answer answer = Answer.of(stored.status(), new Stored(stored.body())).version(stored.version());
        return repeated ? answer.with("Idempotent-Replayed", "true") : answer;
    }

    static ProblemException keyReused() {
        return new ProblemException(
                Problem.of(422, "idempotency_key_reused", "this Idempotency-Key was used with another body"));
    }

    /** How something is after a change. */
    interface ChangedWriter<T> {
        void write(JsonGenerator out, Versioned<T> now, List<Flaw> warnings) throws IOException;
    }

    static <T> Answer changed(Edit<T> edit, ChangedWriter<T> writer) {
        return switch (edit) {
            case Edit.Done<T> done ->
                Answer.of(200, out -> writer.write(out, done.now(), done.warnings()))
                        .version(done.now().version());
            case Edit.Refused<T> refused -> throw refused(refused.flaws());
            case Edit.NotThere<T> none -> throw new ProblemException(Problem.notFound());
            case Edit.Conflict<T> conflict -> throw changedSince(conflict.version());
        };
    }

    /** @param version that it has now */
    static ProblemException changedSince(long version) {
        return new ProblemException(Problem.of(
                412,
                "precondition_failed",
                "it was changed since the answer with this ETag: its version is " + version));
    }

    /** The problem that the flaws are: 422 where a rule is broken, 409 where only the present state is in the way. */
    static ProblemException refused(List<Flaw> flaws) {
        boolean rule = flaws.stream().anyMatch(flaw -> flaw.code().kind() == FlawCode.Kind.RULE);
        return new ProblemException(Problem.fields(
                rule ? 422 : 409,
                flaws.stream()
                        .map(flaw -> new Problem.FieldError(
                                pointer(flaw), flaw.code().code(), flaw.detail()))
                        .toList()));
    }

    private static String pointer(Flaw flaw) {
        return flaw.field().isEmpty() ? "" : "/" + flaw.field();
    }

    /** The field {@code warnings}. */
    static void writeWarnings(JsonGenerator out, List<Flaw> warnings) throws IOException {
        out.writeArrayFieldStart("warnings");
        for (Flaw warning : warnings) {
            out.writeStartObject();
            out.writeStringField("pointer", pointer(warning));
            out.writeStringField("code", warning.code().code());
            out.writeStringField("detail", warning.detail());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    static void writeText(JsonGenerator out, String name, Optional<?> value) throws IOException {
        out.writeStringField(name, value.map(Object::toString).orElse(null));
    }

    static void writeTree(JsonGenerator out, String name, JsonNode value) throws IOException {
        out.writeFieldName(name);
        TREES.writeValue(out, value);
    }

    /** The fields {@code created_at} and {@code updated_at}. */
    static void writeTimes(JsonGenerator out, Versioned<?> stored) throws IOException {
        out.writeStringField("created_at", Timestamp.of(stored.createdAt()));
        out.writeStringField("updated_at", Timestamp.of(stored.updatedAt()));
    }
}
