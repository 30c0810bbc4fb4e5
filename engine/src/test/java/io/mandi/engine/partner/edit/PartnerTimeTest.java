package io.mandi.engine.partner.edit;

import static io.mandi.engine.partner.edit.PartnerCase.ID;
import static io.mandi.engine.partner.edit.PartnerCase.TODAY;
import static io.mandi.engine.partner.edit.PartnerCase.codes;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.capability.CapabilityCheck;
import io.mandi.engine.partner.capability.Refusal;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.PartnerStatus;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartnerTimeTest {
    private static final ZoneId MARKET = ZoneId.of("Asia/Kolkata");
    private static final LocalDate END = TODAY.plusDays(365);

    private static Instant at(LocalDate date, int hour, int minute) {
        return date.atTime(hour, minute).atZone(MARKET).toInstant();
    }

    private static Instant due(PartnerCase story) {
        return PartnerTime.nextDue(story.partner, MarketSettings.DEFAULT).orElseThrow();
    }

    // PT-12
    @Test
    void pt12RemindersComeEachOnceAtNineAndTheEndAMinutePastMidnight() {
        PartnerCase story = PartnerCase.approved();
        List<Instant> moments = new ArrayList<>();
        List<PartnerEvent> events = new ArrayList<>();
        while (PartnerTime.nextDue(story.partner, MarketSettings.DEFAULT).isPresent()) {
            Instant due = due(story);
            moments.add(due);
            assertThat(story.passes(due.minusNanos(1_000))).isEmpty();
            events.addAll(story.passes(due));
            assertThat(story.passes(due)).isEmpty();
        }
        assertThat(moments)
                .containsExactly(
                        at(END.minusDays(90), 9, 0),
                        at(END.minusDays(60), 9, 0),
                        at(END.minusDays(30), 9, 0),
                        at(END.minusDays(7), 9, 0),
                        at(END.plusDays(1), 0, 1));
        assertThat(events)
                .containsExactly(
                        new PartnerEvent.KycExpiring(ID, 90),
                        new PartnerEvent.KycExpiring(ID, 60),
                        new PartnerEvent.KycExpiring(ID, 30),
                        new PartnerEvent.KycExpiring(ID, 7),
                        new PartnerEvent.KycExpired(ID, END));
        assertThat(story.partner.kyc().status()).isEqualTo(KycStatus.EXPIRED);
        // PT-13
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.APPROVED);
    }

    // PT-12
    @Test
    void pt12OfSeveralMissedRemindersTheLastIsGiven() {
        PartnerCase story = PartnerCase.approved();
        assertThat(story.passes(at(END.minusDays(29), 12, 0))).containsExactly(new PartnerEvent.KycExpiring(ID, 29));
        assertThat(due(story)).isEqualTo(at(END.minusDays(7), 9, 0));
    }

    // PT-13
    @Test
    void pt13ExpiryBlocksByTheCheckAndSuspendsOnlyWhereThatIsSet() {
        PartnerCase story = PartnerCase.approved();
        CapabilityCheck check = new CapabilityCheck(END.plusDays(1), Set.of());
        CapabilityCheck before = new CapabilityCheck(END, Set.of());
        CapabilityCheck.Party seller = new CapabilityCheck.Party(ID, Optional.of(story.partner.standing()));
        assertThat(before.seller(seller, "IN")).isEmpty();
        assertThat(check.seller(seller, "IN").orElseThrow().code()).isEqualTo(Refusal.Code.KYC_EXPIRED);
        story.with("suspend_on_kyc_expiry", new GivenValue.Flag(true));
        assertThat(story.passes(at(END.plusDays(1), 0, 1)))
                .containsExactly(
                        new PartnerEvent.KycExpired(ID, END), new PartnerEvent.Suspended(ID, "the KYC has expired"));
        assertThat(story.partner.standing().kycValidUntil()).isEmpty();
    }

    // PT-12
    @Test
    void pt12ARenewalIsCompletedWithinThirtyDaysOrSuspends() {
        PartnerCase story = PartnerCase.approved();
        assertThat(codes(KycEdits.completeRenewal(story.partner, story.occasion)))
                .containsExactly(FlawCode.STATE_CONFLICT);
        Instant due = PartnerCase.NOW.plusSeconds(30 * 86_400);
        assertThat(story.does(KycEdits.startRenewal(story.partner, story.occasion)))
                .containsExactly(new PartnerEvent.KycRenewalStarted(ID, due));
        assertThat(codes(KycEdits.startRenewal(story.partner, story.occasion)))
                .containsExactly(FlawCode.STATE_CONFLICT);
        assertThat(due(story)).isEqualTo(due);
        assertThat(story.passes(due.minusNanos(1_000))).isEmpty();
        assertThat(story.passes(due))
                .containsExactly(new PartnerEvent.Suspended(ID, "the renewal of the KYC was not completed in time"));
        assertThat(story.partner.kyc().status()).isEqualTo(KycStatus.FAILED);
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.SUSPENDED);
        assertThat(PartnerTime.nextDue(story.partner, MarketSettings.DEFAULT)).isEmpty();

        story.does(KycEdits.startRenewal(story.partner, story.occasion));
        LocalDate until = story.occasion.today().plusDays(365);
        assertThat(story.does(KycEdits.completeRenewal(story.partner, story.occasion)))
                .containsExactly(new PartnerEvent.KycRenewed(ID, until));
        assertThat(story.partner.kyc().isValid(until)).isTrue();
        assertThat(story.partner.status()).isEqualTo(PartnerStatus.SUSPENDED);

        story.does(StatusEdits.reactivate(story.partner, "renewed", story.occasion));
        story.does(KycEdits.startRenewal(story.partner, story.occasion));
        assertThat(story.does(KycEdits.failRenewal(story.partner, "false papers")))
                .containsExactly(new PartnerEvent.Suspended(ID, "false papers"));
    }

    // PT-9
    @Test
    void pt9CapabilitiesEndWithTheirDocuments() {
        PartnerCase story = PartnerCase.of(PartnerCase.company());
        story.proves(DocumentType.PAN_CARD);
        story.verify(story.add(DocumentType.GST_CERTIFICATE, Optional.of(TODAY.plusDays(9)), Optional.empty()));
        assertThat(due(story)).isEqualTo(at(TODAY.plusDays(10), 0, 0));
        assertThat(story.partner.capabilities(TODAY.plusDays(10))).isEmpty();
        assertThat(story.passes(at(TODAY.plusDays(10), 0, 0)))
                .containsExactly(new PartnerEvent.CapabilitiesChanged(
                        ID,
                        List.of(Capability.DOMESTIC_BUY_INDIA, Capability.DOMESTIC_SELL_INDIA),
                        List.of(),
                        List.of(),
                        Optional.empty()));
        assertThat(PartnerTime.nextDue(story.partner, MarketSettings.DEFAULT)).isEmpty();
    }

    // CAP-1
    @Test
    void cap1AnOverrideOutlivesTheDocuments() {
        PartnerCase story = PartnerCase.of(PartnerCase.company());
        story.proves(DocumentType.PAN_CARD);
        story.verify(story.add(DocumentType.GST_CERTIFICATE, Optional.of(TODAY), Optional.empty()));
        story.does(CapabilityEdits.override(
                story.partner,
                List.of(Capability.DOMESTIC_BUY_INDIA),
                "known for years",
                ApproverLevel.DIRECTOR,
                story.occasion));
        assertThat(PartnerTime.nextDue(story.partner, MarketSettings.DEFAULT)).isEmpty();
        assertThat(story.partner.capabilities(TODAY.plusYears(9))).containsExactly(Capability.DOMESTIC_BUY_INDIA);
    }
}
