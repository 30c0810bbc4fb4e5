package io.mandi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.publication.GivenJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The fields of one JSON object, each read as what it has to be. Mistakes are gathered, so that one answer names all of
 * them; {@link #check} also refuses every field that was not asked for. A {@code null} counts as absent.
 */
final class Fields {
    /** Neither control characters, nor separators of lines, nor halves of characters, which no event could hold. */
    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]*");

    /** The form of decimals; some of them have more digits than are computed with. */
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,8})?");

    /** RFC 3339. */
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    static final String TIME_RULE = "must be a time, like 2026-11-23T18:30:00Z";

    private static final int MAX_SHOWN = 40;

    private final ObjectNode object;
    private final String pointer;
    private final Set<String> known = new HashSet<>();
    private final List<Problem.FieldError> malformed;
    private final List<Problem.FieldError> broken;
    /** Objects inside this one, whose mistakes are gathered with those of this one. */
    private final List<Fields> inside = new ArrayList<>();

    /** @param pointer where the object stands in the body; empty for the body itself */
    Fields(ObjectNode object, String pointer) {
        this(object, pointer, new ArrayList<>(), new ArrayList<>());
    }

    private Fields(
            ObjectNode object, String pointer, List<Problem.FieldError> malformed, List<Problem.FieldError> broken) {
        this.object = object;
        this.pointer = pointer;
        this.malformed = malformed;
        this.broken = broken;
    }

    /** @throws ProblemException 400 for what cannot be read and for unknown fields, otherwise 422 for broken rules */
    void check() {
        refuseUnknownFields();
        if (!malformed.isEmpty()) {
            throw new ProblemException(Problem.fields(400, malformed));
        }
        if (!broken.isEmpty()) {
            throw new ProblemException(Problem.fields(422, broken));
        }
    }

    private void refuseUnknownFields() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String shown = name.codePointCount(0, name.length()) > MAX_SHOWN
                        ? name.substring(0, name.offsetByCodePoints(0, MAX_SHOWN)) + "…"
                        : name;
                malformed(shown, "unknown_field", "this field is not part of the request");
            }
        });
        inside.forEach(Fields::refuseUnknownFields);
    }

    /** Notes a field that can be read but breaks a rule. */
    void broken(String name, String code, String detail) {
        broken.add(new Problem.FieldError(pointer(name), code, detail));
    }

    void malformed(String name, String code, String detail) {
        malformed.add(new Problem.FieldError(pointer(name), code, detail));
    }

    private String pointer(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** Notes the field when it is not there. */
    void require(String name) {
        if (!has(name)) {
            missing(name);
        }
    }

    boolean has(String name) {
        return node(name).isPresent();
    }

    /** Whether it is there, or is there as {@code null}. */
    boolean names(String name) {
        known.add(name);
        return object.has(name);
    }

    private Optional<JsonNode> node(String name) {
        known.add(name);
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private void missing(String name) {
        malformed(name, "missing_field", "this field is required");
    }

    Optional<String> optionalText(String name, int maxLength) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!node.get().isTextual()) {
            malformed(name, "string_expected", "must be a string");
            return Optional.empty();
        }
        String text = node.get().textValue();
        if (text.isBlank() || text.length() > maxLength || !isPrintable(text)) {
            malformed(name, "invalid_text", "must be 1 to " + maxLength + " printable characters");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** Nearly every text is printable ASCII, for which no pattern is needed. */
    private static boolean isPrintable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return PRINTABLE.matcher(text).matches();
            }
        }
        return true;
    }

    /** @return something readable in any case; {@link #check} throws when it was not there */
    String text(String name, int maxLength) {
        if (!has(name)) {
            missing(name);
        }
        return optionalText(name, maxLength).orElse("");
    }

    Optional<String> optionalText(String name, Pattern pattern, String rule) {
        Optional<String> text = optionalText(name, Integer.MAX_VALUE);
        if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
            malformed(name, "invalid_value", rule);
            return Optional.empty();
        }
        return text;
    }

    String text(String name, Pattern pattern, String rule) {
        if (!has(name)) {
            missing(name);
        }
        return optionalText(name, pattern, rule).orElse("");
    }

    Optional<Decimal> optionalDecimal(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!node.get().isTextual()) {
            malformed(name, "string_expected", "must be a decimal number in a string, as \"71500.00\"");
            return Optional.empty();
        }
        Optional<Decimal> decimal = Decimal.parse(node.get().textValue());
        if (decimal.isEmpty() && DECIMAL.matcher(node.get().textValue()).matches()) {
            broken(name, "number_out_of_range", "must not have more than 18 significant digits");
        } else if (decimal.isEmpty()) {
            malformed(
                    name,
                    "invalid_decimal",
                    "must be a plain decimal number of at most 15 digits before and 8 behind the point");
        }
        return decimal;
    }

    Decimal decimal(String name) {
        if (!has(name)) {
            missing(name);
        }
        return optionalDecimal(name).orElse(new Decimal(1, 0));
    }

    Optional<Boolean> optionalFlag(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isPresent() && !node.get().isBoolean()) {
            malformed(name, "boolean_expected", "must be true or false");
            return Optional.empty();
        }
        return node.map(JsonNode::booleanValue);
    }

    OptionalInt optionalInteger(String name, int min, int max) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!node.get().isIntegralNumber()) {
            malformed(name, "integer_expected", "must be a whole number");
            return OptionalInt.empty();
        }
        if (!node.get().canConvertToInt()
                || node.get().intValue() < min
                || node.get().intValue() > max) {
            broken(name, "number_out_of_range", "must be from " + min + " to " + max);
            return OptionalInt.empty();
        }
        return OptionalInt.of(node.get().intValue());
    }

    <E extends Enum<E>> Optional<E> optionalChoice(String name, Class<E> type) {
        Optional<String> text = optionalText(name, Integer.MAX_VALUE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.get())) {
                return Optional.of(constant);
            }
        }
        malformed(name, "invalid_value", "must be one of " + List.of(type.getEnumConstants()));
        return Optional.empty();
    }

    <E extends Enum<E>> E choice(String name, Class<E> type) {
        if (!has(name)) {
            missing(name);
        }
        return optionalChoice(name, type).orElse(type.getEnumConstants()[0]);
    }

    /** An array of choices; it may be empty. */
    <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
        require(name);
        return optionalChoices(name, type).orElse(List.of());
    }

    /** An array of choices; it may be empty. */
    <E extends Enum<E>> Optional<List<E>> optionalChoices(String name, Class<E> type) {
        Optional<JsonNode> node = optionalArray(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<E> chosen = new ArrayList<>();
        for (int i = 0; i < node.get().size(); i++) {
            String text = node.get().get(i).textValue();
            Optional<E> choice = Stream.of(type.getEnumConstants())
                    .filter(constant -> constant.name().equals(text))
                    .findFirst();
            choice.ifPresent(chosen::add);
            if (choice.isEmpty()) {
                malformed.add(new Problem.FieldError(
                        pointer(name) + "/" + i,
                        "invalid_value",
                        "must be one of " + List.of(type.getEnumConstants())));
            }
        }
        return Optional.of(chosen);
    }

    private Optional<JsonNode> optionalArray(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isPresent() && !node.get().isArray()) {
            malformed(name, "array_expected", "must be an array");
            return Optional.empty();
        }
        return node;
    }

    /** An array of texts, none of them blank; it may be empty. */
    Optional<List<String>> optionalTexts(String name) {
        Optional<JsonNode> node = optionalArray(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>(node.get().size());
        for (int i = 0; i < node.get().size(); i++) {
            String text = node.get().get(i).textValue();
            if (text == null) {
                malformed.add(new Problem.FieldError(pointer(name) + "/" + i, "string_expected", "must be a string"));
            } else if (text.isBlank() || !isPrintable(text)) {
                malformed.add(new Problem.FieldError(
                        pointer(name) + "/" + i, "invalid_text", "must be printable characters"));
            } else {
                texts.add(text);
            }
        }
        return Optional.of(texts);
    }

    Optional<Instant> optionalTime(String name) {
        Optional<String> text = optionalText(name, Integer.MAX_VALUE);
        Optional<Instant> time = text.flatMap(Fields::time);
        if (text.isPresent() && time.isEmpty()) {
            malformed(name, "invalid_value", TIME_RULE);
        }
        return time;
    }

    /** @return empty when the text is no time of RFC 3339 */
    static Optional<Instant> time(String text) {
        if (!TIME.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    Optional<ObjectNode> optionalObject(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isPresent() && !node.get().isObject()) {
            malformed(name, "object_expected", "must be an object");
            return Optional.empty();
        }
        return node.map(ObjectNode.class::cast);
    }

    List<JsonNode> array(String name, int maxSize) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            missing(name);
            return List.of();
        }
        if (!node.get().isArray()) {
            malformed(name, "array_expected", "must be an array");
            return List.of();
        }
        if (node.get().isEmpty() || node.get().size() > maxSize) {
            malformed(name, "invalid_size", "must have 1 to " + maxSize + " elements");
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>(node.get().size());
        node.get().forEach(elements::add);
        return elements;
    }

    /** A number that is no decimal string: a coordinate. */
    OptionalDouble optionalNumber(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!node.get().isNumber()) {
            malformed(name, "number_expected", "must be a number");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(node.get().doubleValue());
    }

    Optional<LocalDate> optionalDate(String name) {
        Optional<String> text = optionalText(name, Integer.MAX_VALUE);
        try {
            return text.map(LocalDate::parse);
        } catch (DateTimeException e) {
            malformed(name, "invalid_value", "must be a date, like 2026-11-23");
            return Optional.empty();
        }
    }

    /** @return something readable in any case; {@link #check} throws when it was not there */
    LocalDate date(String name) {
        if (!has(name)) {
            missing(name);
        }
        return optionalDate(name).orElse(LocalDate.EPOCH);
    }

    /** Something whose form the catalogue knows. */
    Optional<GivenValue> optionalGiven(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get().isTextual()) {
            return optionalText(name, Integer.MAX_VALUE).map(GivenValue.Text::new);
        }
        Optional<GivenValue> given = GivenJson.read(node.get());
        if (given.isEmpty()) {
            malformed(name, "string_expected", "decimals are strings, also inside arrays and objects");
        }
        return given;
    }

    /** An object inside this one; {@link #check} of this one looks at it too. */
    Optional<Fields> optionalFields(String name) {
        return optionalObject(name).map(found -> inside(found, pointer(name)));
    }

    private Fields inside(ObjectNode found, String where) {
        Fields fields = new Fields(found, where, malformed, broken);
        inside.add(fields);
        return fields;
    }

    /** Objects inside this one, as those of {@link #optionalFields}; the array may be empty. */
    Optional<List<Fields>> optionalList(String name) {
        Optional<JsonNode> node = optionalArray(name);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<Fields> elements = new ArrayList<>(node.get().size());
        for (int i = 0; i < node.get().size(); i++) {
            String where = pointer(name) + "/" + i;
            if (node.get().get(i) instanceof ObjectNode element) {
                elements.add(inside(element, where));
            } else {
                malformed.add(new Problem.FieldError(where, "object_expected", "must be an object"));
            }
        }
        return Optional.of(elements);
    }

    /** The names of all fields, whatever they are. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
