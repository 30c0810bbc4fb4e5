package io.mandi.engine.id;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An id as clients see it: it says what it names and leads to the entity that owns it without a look-up. Clients treat it
 * as opaque; ids of one kind sort by time.
 *
 * @param kind what the id names
 * @param number the id within the owner, 0 or more
 * @param owner of the kind that owns such things
 */
public record ResourceId(Kind kind, long number, EntityId owner) {

    /** What can be named. */
    public enum Kind {
        ORDER("ord", EntityId.Kind.ORDER_BOOK),
        TRADE("trd", EntityId.Kind.ORDER_BOOK),
        /** Locations and commodities of an organisation are counted together. */
        LOCATION("loc", EntityId.Kind.CATALOGUE),
        COMMODITY("com", EntityId.Kind.CATALOGUE),
        /** Lots, needs and reservations of a commodity are counted together. */
        AVAILABILITY("lot", EntityId.Kind.LOT_BOOK),
        REQUIREMENT("req", EntityId.Kind.LOT_BOOK),
        /** Leads to the lots that it is of. */
        RESERVATION("rsv", EntityId.Kind.LOT_BOOK),
        /** Leads to the commodity that is needed. */
        MATCH("mat", EntityId.Kind.MATCHES),
        /** Owns itself: the number is the owner's key, and stands once. */
        PARTNER("ptn", EntityId.Kind.PARTNER),
        /** Owns itself. It has the number of the reservation that it is made of, and names the book of that. */
        DESK_TRADE("dtr", EntityId.Kind.DESK_TRADE);

        private final String prefix;
        private final EntityId.Kind owner;

        Kind(String prefix, EntityId.Kind owner) {
            this.prefix = prefix;
            this.owner = owner;
        }
    }

    /** Crockford's base 32: no letters that look like digits, and text order is number order. */
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int NUMBER_LENGTH = 13;
    /** Between the number of a reservation and its book. */
    private static final String SEPARATOR = "-";
    /** The key of the owner is missing where an organisation has one such owner. */
    private static final Pattern FORM = Pattern.compile(
            "([a-z]{3})_([0-7][0-9A-HJKMNP-TV-Z]{12})_([A-Za-z0-9-]{1,64})(?:_([A-Za-z0-9._-]{1,32}))?");

    public ResourceId {
        if (owner.kind() != kind.owner) {
            throw new IllegalArgumentException("no " + kind + " belongs to a " + owner.kind());
        }
        boolean itself = switch (kind) {
            case PARTNER -> owner.key().equals(digits(number));
            case DESK_TRADE -> owner.key().startsWith(digits(number) + SEPARATOR);
            default -> true;
        };
        if (!itself) {
            throw new IllegalArgumentException(kind + " " + number + " is not " + owner.key());
        }
    }

    /** Of what belongs to a book. */
    public ResourceId(Kind kind, long number, BookId book) {
        this(kind, number, EntityId.of(book));
    }

    /** Of what an organisation's catalogue has. */
    public static ResourceId ofCatalogue(Kind kind, long number, String organization) {
        return new ResourceId(kind, number, EntityId.of(EntityId.Kind.CATALOGUE, organization));
    }

    /** The commodity whose lots and needs these are. */
    public static ResourceId ofCommodity(EntityId lots) {
        if (lots.kind() != EntityId.Kind.LOT_BOOK) {
            throw new IllegalArgumentException("no book of lots: " + lots);
        }
        return ofCommodity(lots.key(), lots.organization())
                .orElseThrow(() -> new IllegalArgumentException("no key of a commodity: " + lots));
    }

    /**
     * Of the commodity whose lots and needs have this key among the books of its organisation.
     *
     * @return empty when no commodity can have it
     */
    public static Optional<ResourceId> ofCommodity(String key, String organization) {
        return parse(Kind.COMMODITY, Kind.COMMODITY.prefix + "_" + key + "_" + organization);
    }

    /** Of a partner. */
    public static ResourceId ofPartner(long number, String organization) {
        return new ResourceId(Kind.PARTNER, number, new EntityId(EntityId.Kind.PARTNER, organization, digits(number)));
    }

    /**
     * Of the partner that has this key among those of its organisation.
     *
     * @return empty when no partner can have it
     */
    public static Optional<ResourceId> ofPartner(String key, String organization) {
        return parse(Kind.PARTNER, Kind.PARTNER.prefix + "_" + key + "_" + organization);
    }

    /** Of the trade that a reservation becomes: one reservation, one trade. */
    public static ResourceId ofTrade(ResourceId reservation) {
        if (reservation.kind != Kind.RESERVATION) {
            throw new IllegalArgumentException("no reservation: " + reservation);
        }
        String key = tradeKey(reservation.digits(), reservation.owner.key());
        return new ResourceId(
                Kind.DESK_TRADE,
                reservation.number,
                new EntityId(EntityId.Kind.DESK_TRADE, reservation.organization(), key));
    }

    /** The reservation that a trade of the desk is made of. */
    public ResourceId reservation() {
        return new ResourceId(
                Kind.RESERVATION, number, new EntityId(EntityId.Kind.LOT_BOOK, organization(), shownKey()));
    }

    private static String tradeKey(String digits, String book) {
        return digits + SEPARATOR + book;
    }

    /** What of the owner's key stands in the id. */
    private String shownKey() {
        return switch (kind) {
            case PARTNER -> "";
            case DESK_TRADE -> owner.key().substring(NUMBER_LENGTH + SEPARATOR.length());
            default -> owner.key();
        };
    }

    /** @return empty when the text is no id of this kind */
    public static Optional<ResourceId> parse(Kind kind, String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches() || !matcher.group(1).equals(kind.prefix)) {
            return Optional.empty();
        }
        String key = matcher.group(4) == null ? "" : matcher.group(4);
        boolean keyed = kind.owner.isKeyed() && kind != Kind.PARTNER;
        if (key.isEmpty() == keyed) {
            return Optional.empty();
        }
        long number = number(matcher.group(2));
        String owner = switch (kind) {
            case PARTNER -> matcher.group(2);
            case DESK_TRADE -> tradeKey(matcher.group(2), key);
            default -> key;
        };
        return Optional.of(new ResourceId(kind, number, new EntityId(kind.owner, matcher.group(3), owner)));
    }

    /** The tenant. */
    public String organization() {
        return owner.organization();
    }

    /** The book that owns it, of an order or trade. */
    public BookId book() {
        return owner.book().orElseThrow();
    }

    @Override
    public String toString() {
        return text(kind.prefix, number, owner.organization(), shownKey());
    }

    /** The number as it stands in the id. */
    String digits() {
        return digits(number);
    }

    static String text(String prefix, long number, String organization, String key) {
        return prefix + "_" + digits(number) + "_" + organization + (key.isEmpty() ? "" : "_" + key);
    }

    private static long number(String digits) {
        long number = 0;
        for (int i = 0; i < NUMBER_LENGTH; i++) {
            number = number << 5 | DIGITS.indexOf(digits.charAt(i));
        }
        return number;
    }

    private static String digits(long number) {
        char[] digits = new char[NUMBER_LENGTH];
        long rest = number;
        for (int i = NUMBER_LENGTH - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(digits);
    }
}
