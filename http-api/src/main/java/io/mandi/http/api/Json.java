package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import org.apache.pekko.util.ByteString;

/** JSON in and out: strict in what it reads. */
final class Json {
    /** Deeper than any body of this API, and far from what a stack could not bear. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_STRING_LENGTH = 65_536;
    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_NAME_LENGTH = 256;
    /** Digits of a digest that are kept: 128 bits. */
    private static final int FINGERPRINT_BYTES = 16;

    private static final Base64.Encoder FINGERPRINT_TEXT =
            Base64.getUrlEncoder().withoutPadding();
    private static final MessageDigest UNUSED_DIGEST = newSha256();

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_STRING_LENGTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(MAX_NAME_LENGTH)
                    .build())
            .build();

    private static final ObjectReader READER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // A number must not become infinite or lose digits before it is refused.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .readerFor(JsonNode.class);

    private Json() {}

    /** Writes into a generator. */
    interface Writer {
        void write(JsonGenerator out) throws IOException;
    }

    /** @throws ProblemException when the bytes are not exactly one JSON object without repeated names */
    static ObjectNode readObject(byte[] body) {
        JsonNode node = read(body);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new ProblemException(Problem.of(400, "object_expected", "the body must be one JSON object"));
    }

    static JsonNode read(byte[] body) {
        if (isPlain(body)) {
            try {
                return READER.readTree(body);
            } catch (IOException | NumberFormatException e) {
                // Read again below: whatever the way, a mistake gets the same answer.
            }
        }
        return readText(body);
    }

    /**
     * Whether all bytes are ASCII, and none is 0, as in UTF-16 and UTF-32: then the parser may have the bytes as they are,
     * which saves two copies of the body.
     */
    private static boolean isPlain(byte[] body) {
        boolean plain = true;
        for (byte one : body) {
            plain &= one > 0;
        }
        return plain;
    }

    /** By way of text: the longer way, for bodies that are not ASCII and for those with mistakes. */
    static JsonNode readText(byte[] body) {
        try {
            // Decoded here, since the parser would guess at the encoding and take what is not quite UTF-8.
            return READER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (StreamConstraintsException e) {
            throw new ProblemException(Problem.of(
                    400,
                    "json_too_complex",
                    "at most " + MAX_DEPTH + " levels, " + MAX_STRING_LENGTH + " characters of a string, "
                            + MAX_NUMBER_LENGTH + " of a number, " + MAX_NAME_LENGTH + " of a name"));
        } catch (JsonParseException e) {
            throw new ProblemException(
                    e.getOriginalMessage().startsWith("Duplicate")
                            ? Problem.of(400, "duplicate_field", "a name stands twice in one object" + place(e))
                            : Problem.of(400, "malformed_json", "the body is not JSON (RFC 8259)" + place(e)));
        } catch (MismatchedInputException e) {
            throw new ProblemException(Problem.of(400, "trailing_tokens", "something follows the JSON object"));
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    Problem.of(400, "malformed_json", "a number has an exponent of too many digits"));
        } catch (IOException e) {
            throw new ProblemException(Problem.of(400, "malformed_json", "the body is not JSON in UTF-8"));
        }
    }

    private static String place(JsonParseException e) {
        return e.getLocation() == null
                ? ""
                : ", at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    static ByteString write(Writer writer) {
        Bytes bytes = new Bytes();
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteString();
    }

    /** Bytes that are handed on without another copy. */
    private static final class Bytes extends ByteArrayOutputStream {
        /** An order that has not traded takes about 700 bytes. */
        private static final int USUAL_SIZE = 1_024;

        Bytes() {
            super(USUAL_SIZE);
        }

        ByteString toByteString() {
            return ByteString.fromArrayUnsafe(buf, 0, count);
        }
    }

    /** Digest of what a body says, whatever the order of its names and the space between them. */
    static String fingerprint(JsonNode node) {
        Canonical canonical = new Canonical();
        canonical.add(node);
        byte[] head = Arrays.copyOf(canonical.digest(), FINGERPRINT_BYTES);
        return FINGERPRINT_TEXT.encodeToString(head);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** What a body says, as bytes: one meaning has one form. */
    private static final class Canonical extends ByteArrayOutputStream {
        Canonical() {
            super(512);
        }

        byte[] digest() {
            try {
                // A copy of one that was never used: the search among the providers takes longer than the digest.
                MessageDigest digest = (MessageDigest) UNUSED_DIGEST.clone();
                digest.update(buf, 0, count);
                return digest.digest();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
            }
        }

        void add(JsonNode node) {
            if (node.isObject()) {
                String[] names = new String[node.size()];
                int count = 0;
                for (Iterator<String> rest = node.fieldNames(); rest.hasNext(); ) {
                    names[count++] = rest.next();
                }
                Arrays.sort(names);
                write('{');
                for (String name : names) {
                    text(name);
                    add(node.get(name));
                }
                write('}');
            } else if (node.isArray()) {
                write('[');
                node.forEach(this::add);
                write(']');
            } else {
                // The type is part of it: "1" is not 1.
                write(node.getNodeType().ordinal());
                text(node.asText());
            }
        }

        private void text(String text) {
            writeBytes(text.getBytes(StandardCharsets.UTF_8));
            // No UTF-8 text has this byte, so that the end of one cannot be taken for the start of the next.
            write(0xFF);
        }
    }
}
