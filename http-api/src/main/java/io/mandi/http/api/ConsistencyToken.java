package io.mandi.http.api;

import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.id.BookId;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a command's answer rests on, for whoever wants to see it in a list: books, each with the number of the last event in
 * its journal. A book of orders is named by its instrument, a book of lots by its commodity behind a {@value #LOTS}. It holds through restarts and on every node, since events keep their numbers.
 *
 * <p>The organisation is no part of it and always comes from the access token. A checksum over both tells tokens of another
 * organisation, and what is none at all, from those that can be meant; it keeps nobody from making one, who would wait for a
 * number of his own books.
 */
final class ConsistencyToken {
    /** The answer to a batch for more instruments has no token: it would be longer than headers may be. */
    static final int MAX_BOOKS = 64;

    /** No instrument's name begins with it. */
    private static final String LOTS = "~";

    private static final Pattern PLACE = Pattern.compile("([^:]+):([1-9][0-9]{0,17})");
    private static final int CHECKSUM_BYTES = 4;

    private ConsistencyToken() {}

    /** The same answer with the header that tells what it rests on. */
    static Answer mark(Answer answer, BookId book, long journalSequence) {
        return mark(answer, book.organization(), Map.of(book.symbol(), journalSequence));
    }

    /** The same for an answer about lots, needs or reservations. */
    static Answer mark(Answer answer, EntityId lots, long journalSequence) {
        return mark(answer, lots.organization(), Map.of(LOTS + lots.key(), journalSequence));
    }

    /** @param numbers by symbol; 0 for none */
    static Answer mark(Answer answer, String organization, Map<String, Long> numbers) {
        return of(organization, numbers)
                .map(token -> answer.with("Consistency-Token", token))
                .orElse(answer);
    }

    private static Optional<String> of(String organization, Map<String, Long> numbers) {
        StringBuilder places = new StringBuilder();
        int count = 0;
        for (Map.Entry<String, Long> number : numbers.entrySet()) {
            if (number.getValue() > 0) {
                places.append(count++ == 0 ? "" : ",")
                        .append(number.getKey())
                        .append(':')
                        .append(number.getValue().longValue());
            }
        }
        if (count == 0 || count > MAX_BOOKS) {
            return Optional.empty();
        }
        byte[] text = places.toString().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer token = ByteBuffer.allocate(CHECKSUM_BYTES + text.length)
                .putInt(checksum(organization, text))
                .put(text);
        return Optional.of(Base64.getUrlEncoder().withoutPadding().encodeToString(token.array()));
    }

    /**
     * What the header {@code If-Consistent-With} asks for: the newest of each book that its tokens name.
     *
     * @throws ProblemException when one of them was never given to this organisation
     */
    static Map<EntityId, Long> parse(String organization, String header) {
        Map<EntityId, Long> numbers = new HashMap<>();
        for (String token : header.split(",", -1)) {
            byte[] bytes;
            try {
                bytes = Base64.getUrlDecoder().decode(token.strip());
            } catch (IllegalArgumentException e) {
                throw invalid();
            }
            if (bytes.length <= CHECKSUM_BYTES) {
                throw invalid();
            }
            byte[] text = new byte[bytes.length - CHECKSUM_BYTES];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            int checksum = buffer.getInt();
            buffer.get(text);
            if (checksum != checksum(organization, text)) {
                throw invalid();
            }
            for (String place : new String(text, StandardCharsets.US_ASCII).split(",", -1)) {
                Matcher matcher = PLACE.matcher(place);
                if (!matcher.matches()) {
                    throw invalid();
                }
                EntityId book = book(organization, matcher.group(1)).orElseThrow(ConsistencyToken::invalid);
                numbers.merge(book, Long.parseLong(matcher.group(2)), Math::max);
            }
        }
        if (numbers.size() > MAX_BOOKS) {
            throw new ProblemException(Problem.of(
                    400,
                    "invalid_consistency_token",
                    "the tokens of If-Consistent-With name more than " + MAX_BOOKS + " books"));
        }
        return numbers;
    }

    private static Optional<EntityId> book(String organization, String name) {
        if (name.startsWith(LOTS)) {
            return ResourceId.ofCommodity(name.substring(LOTS.length()), organization)
                    .map(EntityId::ofLots);
        }
        return Instrument.SYMBOL.matcher(name).matches()
                ? Optional.of(EntityId.of(new BookId(organization, name)))
                : Optional.empty();
    }

    private static int checksum(String organization, byte[] text) {
        CRC32C sum = new CRC32C();
        sum.update(organization.getBytes(StandardCharsets.UTF_8));
        sum.update('\n');
        sum.update(text);
        return (int) sum.getValue();
    }

    private static ProblemException invalid() {
        return new ProblemException(Problem.of(
                400,
                "invalid_consistency_token",
                "If-Consistent-With must be the Consistency-Token of an earlier answer, or several with commas"
                        + " between"));
    }
}
