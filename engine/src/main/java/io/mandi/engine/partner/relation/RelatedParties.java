package io.mandi.engine.partner.relation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether two partners are, or may be, one (8.1). What is not known never equals anything. */
public final class RelatedParties {
    /** Providers with which anybody has an address. */
    private static final Set<String> PUBLIC_DOMAINS =
            Set.of("GMAIL.COM", "YAHOO.COM", "HOTMAIL.COM", "OUTLOOK.COM", "REDIFFMAIL.COM");

    private RelatedParties() {}

    /**
     * Why two may not trade with each other: the first reason that holds.
     *
     * @param one absent when there is no such partner
     * @param other absent when there is no such partner
     */
    public static Optional<RelatedParty> block(Optional<Relations> one, Optional<Relations> other) {
        return one.isEmpty() || other.isEmpty()
                ? Optional.of(RelatedParty.PARTNER_UNKNOWN)
                : block(one.get(), other.get());
    }

    private static Optional<RelatedParty> block(Relations one, Relations other) {
        if (id(one).equals(id(other))) {
            return Optional.of(RelatedParty.SAME_ENTITY);
        }
        if (isMaster(one, other) || isMaster(other, one) || same(one.masterEntityId(), other.masterEntityId())) {
            return Optional.of(RelatedParty.MASTER_BRANCH);
        }
        if (same(one.corporateGroupId(), other.corporateGroupId())) {
            return Optional.of(RelatedParty.CORPORATE_GROUP);
        }
        if (share(one.gstNumbers(), other.gstNumbers())) {
            return Optional.of(RelatedParty.SAME_GST);
        }
        if (share(one.pans(), other.pans())) {
            return Optional.of(RelatedParty.SAME_PAN);
        }
        return share(one.bankAccounts(), other.bankAccounts())
                ? Optional.of(RelatedParty.SAME_BANK_ACCOUNT)
                : Optional.empty();
    }

    /** What makes a risk that would PASS a WARN. */
    public static Set<WeakLink> weakLinks(Relations one, Relations other) {
        Set<WeakLink> links = EnumSet.noneOf(WeakLink.class);
        if (same(one.mobile(), other.mobile())) {
            links.add(WeakLink.SAME_MOBILE);
        }
        if (same(one.emailDomain(), other.emailDomain())
                && !PUBLIC_DOMAINS.contains(one.emailDomain().orElseThrow())) {
            links.add(WeakLink.SAME_EMAIL_DOMAIN);
        }
        return Collections.unmodifiableSet(links);
    }

    private static String id(Relations relations) {
        return relations.partnerId().strip().toUpperCase(Locale.ROOT);
    }

    private static boolean isMaster(Relations one, Relations other) {
        return other.masterEntityId().stream().anyMatch(id(one)::equals);
    }

    private static boolean same(Optional<String> one, Optional<String> other) {
        return one.isPresent() && one.equals(other);
    }

    private static boolean share(Set<String> one, Set<String> other) {
        return !Collections.disjoint(one, other);
    }
}
