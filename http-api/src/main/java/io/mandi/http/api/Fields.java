package io.mandi.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mandi.engine.catalog.Decimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of one JSON object, each read as what it has to be. Mistakes are gathered, so that one answer names all of
 * them; {@link #check} also refuses every field that was not asked for. A {@code null} counts as absent.
 */
final class Fields {
    /** Neither control characters, nor separators of lines, nor halves of characters, which no event could hold. */
    private static final Pattern PRINTABLE = Pattern.compile("[^\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}]*");

    /** The form of decimals; some of them have more digits than are computed with. */
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,8})?");

    private static final int MAX_SHOWN = 40;

    private final ObjectNode object;
    private final String pointer;
    private final Set<String> known = new HashSet<>();
    private final List<Problem.FieldError> malformed = new ArrayList<>();
    private final List<Problem.FieldError> broken = new ArrayList<>();

    /** @param pointer where the object stands in the body; empty for the body itself */
    Fields(ObjectNode object, String pointer) {
        this.object = object;
        this.pointer = pointer;
    }

    /** @throws ProblemException 400 for what cannot be read and for unknown fields, otherwise 422 for broken rules */
    void check() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String shown = name.codePointCount(0, name.length()) > MAX_SHOWN
                        ? name.substring(0, name.offsetByCodePoints(0, MAX_SHOWN)) + "…"
                        : name;
                malformed(shown, "unknown_field", "this field is not part of the request");
            }
        });
        if (!malformed.isEmpty()) {
            throw new ProblemException(Problem.fields(400, malformed));
        }
        if (!broken.isEmpty()) {
            throw new ProblemException(Problem.fields(422, broken));
        }
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

    boolean has(String name) {
        return node(name).isPresent();
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
        return optionalChoice(name, type, Set.of());
    }

    /** @param reserved names that the contract has and this release does not do: 422 instead of 400 */
    <E extends Enum<E>> Optional<E> optionalChoice(String name, Class<E> type, Set<String> reserved) {
        Optional<String> text = optionalText(name, Integer.MAX_VALUE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.get())) {
                return Optional.of(constant);
            }
        }
        String rule = "must be one of " + List.of(type.getEnumConstants());
        if (reserved.contains(text.get())) {
            broken(name, "not_supported", rule + " in this release");
        } else {
            malformed(name, "invalid_value", rule);
        }
        return Optional.empty();
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, Set<String> reserved) {
        if (!has(name)) {
            missing(name);
        }
        return optionalChoice(name, type, reserved).orElse(type.getEnumConstants()[0]);
    }

    /** A field that the contract has and this release does not do. */
    void reserved(String name) {
        if (has(name)) {
            broken(name, "not_supported", "this field is not supported in this release");
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
}
