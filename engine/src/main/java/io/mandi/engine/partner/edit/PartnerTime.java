package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.partner.Kyc;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.capability.Grant;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a partner as time passes (PT-12). Nothing does of one that was rejected or has left. */
public final class PartnerTime {
    /** Days before the end of a KYC on which the partner is reminded; the last first. */
    private static final List<Integer> REMINDERS = List.of(7, 30, 60, 90);

    private static final LocalTime REMINDED_AT = LocalTime.of(9, 0);
    private static final LocalTime EVALUATED_AT = LocalTime.of(0, 1);

    private PartnerTime() {}

    /**
     * All that is due: a reminder, of several that were missed the last; an expired KYC; a renewal that was not completed in time;
     * capabilities that ended with a document. What has happened does not happen again.
     */
    public static PartnerChange passed(Partner partner, Occasion occasion) {
        Work work = new Work(partner);
        ZoneId zone = occasion.zone();
        if (isDue(capabilitiesEnd(partner, zone), occasion)) {
            work.detect(occasion);
        }
        if (isDue(kycEnd(partner, zone), occasion)) {
            expire(work, occasion);
        } else {
            REMINDERS.stream()
                    .filter(days -> isDue(reminder(partner, days, zone), occasion))
                    .findFirst()
                    .ifPresent(days -> remind(work, days, occasion));
        }
        if (isDue(renewalEnd(partner), occasion)) {
            KycEdits.fail(work, "the renewal of the KYC was not completed in time");
        }
        return work.change();
    }

    private static boolean isDue(Optional<Instant> at, Occasion occasion) {
        return at.isPresent() && !occasion.at().isBefore(at.get());
    }

    private static void expire(Work work, Occasion occasion) {
        Partner partner = work.partner();
        Kyc kyc = partner.kyc();
        work.set(partner.with(kyc.with(KycStatus.EXPIRED)))
                .tell(new PartnerEvent.KycExpired(partner.id(), kyc.validUntil().orElseThrow()));
        if (occasion.settings().get(Setting.SUSPEND_ON_KYC_EXPIRY) && partner.status() == PartnerStatus.APPROVED) {
            StatusEdits.suspend(work, "the KYC has expired");
        }
    }

    private static void remind(Work work, int days, Occasion occasion) {
        Partner partner = work.partner();
        LocalDate end = partner.kyc().validUntil().orElseThrow();
        long left = Math.max(0, end.toEpochDay() - occasion.today().toEpochDay());
        work.set(partner.with(partner.kyc().withReminded(days)))
                .tell(new PartnerEvent.KycExpiring(partner.id(), (int) left));
    }

    /**
     * The first moment at which {@link #passed} finds something; it may be over already.
     *
     * @param settings as they are now; other settings may give another moment
     */
    public static Optional<Instant> nextDue(Partner partner, MarketSettings settings) {
        ZoneId zone = settings.get(Setting.TIMEZONE);
        return Stream.concat(
                        Stream.of(capabilitiesEnd(partner, zone), kycEnd(partner, zone), renewalEnd(partner)),
                        REMINDERS.stream().map(days -> reminder(partner, days, zone)))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private static Optional<Instant> capabilitiesEnd(Partner partner, ZoneId zone) {
        return !Moves.isOpen(partner) || partner.capabilities().override().isPresent()
                ? Optional.empty()
                : partner.capabilities().detected().stream()
                        .map(Grant::until)
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder())
                        .map(last -> last.plusDays(1).atStartOfDay(zone).toInstant());
    }

    private static Optional<LocalDate> validUntil(Partner partner) {
        return Moves.isOnMarket(partner) && partner.kyc().status() == KycStatus.VALID
                ? partner.kyc().validUntil()
                : Optional.empty();
    }

    /** A day after the last one. */
    private static Optional<Instant> kycEnd(Partner partner, ZoneId zone) {
        return validUntil(partner)
                .map(last -> last.plusDays(1).atTime(EVALUATED_AT).atZone(zone).toInstant());
    }

    private static Optional<Instant> reminder(Partner partner, int days, ZoneId zone) {
        return partner.kyc().reminded().orElse(Integer.MAX_VALUE) <= days
                ? Optional.empty()
                : validUntil(partner)
                        .map(last -> last.minusDays(days)
                                .atTime(REMINDED_AT)
                                .atZone(zone)
                                .toInstant());
    }

    private static Optional<Instant> renewalEnd(Partner partner) {
        return Moves.isOnMarket(partner)
                ? partner.kyc().renewalStartedAt().map(KycEdits::renewalDue)
                : Optional.empty();
    }
}
