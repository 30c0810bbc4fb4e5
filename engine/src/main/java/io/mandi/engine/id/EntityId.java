package io.mandi.engine.id;

import java.util.Optional;

/**
 * Whose events they are: something that is decided in one place, one command at a time.
 *
 * @param organization {@link BookId#ORGANIZATION}
 * @param key which one within its organisation; empty where each organisation has one
 */
public record EntityId(Kind kind, String organization, String key) {

    /** What has events. The names are in the journal: added to, never changed. */
    public enum Kind {
        ORDER_BOOK("OrderBook", "book", true),
        /** The webhook endpoints of an organisation. */
        WEBHOOKS("Webhooks", "webhooks", false),
        /** What users of an organisation have asked for, where that is worth a record. */
        ACCESS("Access", "access", false),
        /** The locations, commodities and settings of an organisation. */
        CATALOGUE("Catalogue", "catalogue", false),
        /** The lots, needs and reservations of one commodity, its key is the number of the commodity's id, as it stands there. */
        LOT_BOOK("LotBook", "lots", true),
        /** A partner; its key is the number of its id, as it stands there. */
        PARTNER("Partner", "partner", true),
        /** What a partner has on hold and has bought, posted and dealt; its key is that of the partner. */
        LEDGER("Ledger", "ledger", true),
        /** The matches of the needs of one commodity; its key is that of the book of these needs. */
        MATCHES("Matches", "matches", true),
        /** What has become of one reservation of a lot; {@link ResourceId#ofTrade} says what its key is. */
        DESK_TRADE("DeskTrade", "trade", true);

        private final String entityType;
        private final String aggregate;
        private final boolean keyed;

        Kind(String entityType, String aggregate, boolean keyed) {
            this.entityType = entityType;
            this.aggregate = aggregate;
            this.keyed = keyed;
        }

        /** Whether an organisation has several. */
        boolean isKeyed() {
            return keyed;
        }

        /** What persistence ids begin with. */
        public String entityType() {
            return entityType;
        }
    }

    /** An order book. */
    public static EntityId of(BookId book) {
        return new EntityId(Kind.ORDER_BOOK, book.organization(), book.symbol());
    }

    /** The lots and needs of a commodity. */
    public static EntityId ofLots(ResourceId commodity) {
        if (commodity.kind() != ResourceId.Kind.COMMODITY) {
            throw new IllegalArgumentException("no commodity: " + commodity);
        }
        return new EntityId(Kind.LOT_BOOK, commodity.organization(), commodity.digits());
    }

    /**
     * The matches of the needs of a book.
     *
     * @param needs the book of lots that the needs are of
     */
    public static EntityId ofMatches(EntityId needs) {
        if (needs.kind() != Kind.LOT_BOOK) {
            throw new IllegalArgumentException("no book of lots: " + needs);
        }
        return new EntityId(Kind.MATCHES, needs.organization(), needs.key());
    }

    /** What a partner has on hold and has bought. */
    public static EntityId ofLedger(ResourceId partner) {
        if (partner.kind() != ResourceId.Kind.PARTNER) {
            throw new IllegalArgumentException("no partner: " + partner);
        }
        return new EntityId(Kind.LEDGER, partner.organization(), partner.digits());
    }

    /** What an organisation has one of. */
    public static EntityId of(Kind kind, String organization) {
        return new EntityId(kind, organization, "");
    }

    /** @return empty when it is of a kind that this program does not know */
    public static Optional<EntityId> parse(String persistenceId) {
        int bar = persistenceId.indexOf('|');
        if (bar < 0) {
            return Optional.empty();
        }
        String type = persistenceId.substring(0, bar);
        for (Kind kind : Kind.values()) {
            if (kind.entityType.equals(type)) {
                String entity = persistenceId.substring(bar + 1);
                int slash = entity.indexOf('/');
                return Optional.of(
                        slash < 0
                                ? new EntityId(kind, entity, "")
                                : new EntityId(kind, entity.substring(0, slash), entity.substring(slash + 1)));
            }
        }
        return Optional.empty();
    }

    /** Under which its events stand in the journal. */
    public String persistenceId() {
        return kind.entityType + "|" + organization + (key.isEmpty() ? "" : "/" + key);
    }

    /** The book that it is. */
    public Optional<BookId> book() {
        return kind == Kind.ORDER_BOOK ? Optional.of(new BookId(organization, key)) : Optional.empty();
    }

    /** As clients see it, in {@code aggregate_id}. */
    public String aggregateId() {
        return kind.aggregate + "_" + organization + (key.isEmpty() ? "" : "_" + key);
    }

    /** The id of one of its events; the same wherever it is shown, and made of nothing else. */
    public String eventId(long sequence) {
        // A symbol begins with a letter or digit, so that no book is taken for something else. Without a full stop,
        // which
        // separates the parts of what is signed in a webhook.
        String owner = kind == Kind.ORDER_BOOK ? key : "~" + kind.aggregate + (key.isEmpty() ? "" : "~" + key);
        return ResourceId.text("evt", sequence, organization, owner).replace('.', '~');
    }
}
