package io.mandi.engine.partner.edit;

import static io.mandi.engine.partner.edit.PartnerCase.ID;
import static io.mandi.engine.partner.edit.PartnerCase.PLACES;
import static io.mandi.engine.partner.edit.PartnerCase.codes;
import static io.mandi.engine.partner.edit.PartnerCase.company;
import static io.mandi.engine.partner.edit.PartnerCase.fields;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.AmendmentStatus;
import io.mandi.engine.partner.kind.LocationKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AmendmentsTest {
    private static final PartnerDraft WANTED = new PartnerDraft(
            PartnerDraft.EMPTY.identity(),
            new TaxDraft(Optional.of("27AAACG1234A1ZE"), Optional.empty(), Optional.empty(), Optional.empty()),
            new FinanceDraft(
                    Optional.of(new BankDraft(
                            "99887766", Optional.empty(), Optional.of("DEUTDEFF"), Optional.of("Gondal"))),
                    Decimal.parse("750000"),
                    Optional.of(45)),
            new ContactDraft(Optional.of("+919800000000"), Optional.of("new@example.org"), Optional.of("1 2 3")),
            PartnerDraft.EMPTY.profile(),
            List.of(PartnerCase.principal(), PartnerCase.location(LocationKind.WAREHOUSE, "loc-rajkot")));

    private static Checked<PartnerChange> request(PartnerCase story, AmendmentKind kind, PartnerDraft wanted) {
        return Amendments.request(story.partner, kind, wanted, Optional.of("moved"), PLACES, story.occasion);
    }

    private static List<String> expected(AmendmentKind kind) {
        return switch (kind) {
            case BANK -> List.of("bank_account");
            case GST_NUMBER -> List.of("gst_number");
            case CREDIT_LIMIT -> List.of("credit_limit");
            case ADDRESS -> List.of("locations");
            case CONTACT -> List.of("mobile", "email", "phone");
        };
    }

    // PT-4
    @ParameterizedTest
    @EnumSource
    void pt4TheOldValueAppliesUntilTheAmendmentIsApproved(AmendmentKind kind) {
        PartnerCase story = PartnerCase.approved();
        Partner before = story.partner;
        assertThat(story.does(request(story, kind, WANTED)))
                .containsExactly(new PartnerEvent.AmendmentRequested(ID, "1", kind));
        assertThat(Partners.changedFields(before, story.partner)).isEmpty();
        assertThat(codes(request(story, kind, WANTED))).containsExactly(FlawCode.STATE_CONFLICT);

        List<PartnerEvent> events = story.does(Amendments.approve(story.partner, "1", PLACES, story.occasion));
        assertThat(Partners.changedFields(before, story.partner)).isEqualTo(expected(kind));
        assertThat(events)
                .containsExactly(
                        new PartnerEvent.AmendmentApproved(ID, "1"),
                        kind == AmendmentKind.CREDIT_LIMIT
                                ? new PartnerEvent.CreditLimitChanged(
                                        ID, Decimal.parse("500000"), Decimal.parse("750000"), Optional.of("moved"))
                                : new PartnerEvent.Updated(ID, expected(kind)));
        assertThat(story.partner.children().amendment("1").orElseThrow().status())
                .isEqualTo(AmendmentStatus.APPROVED);
        assertThat(codes(Amendments.approve(story.partner, "1", PLACES, story.occasion)))
                .containsExactly(FlawCode.STATE_CONFLICT);
        assertThat(codes(Amendments.approve(story.partner, "2", PLACES, story.occasion)))
                .containsExactly(FlawCode.UNKNOWN_PART);
    }

    // PT-4
    @Test
    void pt4ARejectedAmendmentChangesNothing() {
        PartnerCase story = PartnerCase.approved();
        Partner before = story.partner;
        story.does(request(story, AmendmentKind.BANK, WANTED));
        assertThat(fields(Amendments.reject(story.partner, "1", "", story.occasion)))
                .containsExactly("reason");
        assertThat(story.does(Amendments.reject(story.partner, "1", "no proof", story.occasion)))
                .containsExactly(new PartnerEvent.AmendmentRejected(ID, "1", "no proof"));
        assertThat(Partners.changedFields(before, story.partner)).isEmpty();
        assertThat(story.partner
                        .children()
                        .amendment("1")
                        .orElseThrow()
                        .decision()
                        .orElseThrow()
                        .reason())
                .hasValue("no proof");
        assertThat(story.does(request(story, AmendmentKind.BANK, WANTED)))
                .containsExactly(new PartnerEvent.AmendmentRequested(ID, "2", AmendmentKind.BANK));
    }

    // PT-4
    @Test
    void pt4WhatIsWrongOrNothingNewIsRefused() {
        PartnerCase story = PartnerCase.approved();
        PartnerDraft otherPan = PartnerDraft.EMPTY.with(
                new TaxDraft(Optional.of("27AABCM5678K1ZY"), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(codes(request(story, AmendmentKind.GST_NUMBER, otherPan))).containsExactly(FlawCode.PAN_MISMATCH);
        assertThat(fields(request(story, AmendmentKind.CONTACT, company()))).containsExactly("wanted");
        PartnerCase pending = PartnerCase.of(company());
        assertThat(codes(request(pending, AmendmentKind.BANK, WANTED))).containsExactly(FlawCode.STATE_CONFLICT);
    }

    // PT-4
    @Test
    void pt4AnAmendmentThatNoLongerFitsIsRefusedAndWaits() {
        PartnerCase story = PartnerCase.approved();
        story.does(request(story, AmendmentKind.ADDRESS, WANTED));
        Checked<PartnerChange> checked = Amendments.approve(story.partner, "1", id -> Optional.empty(), story.occasion);
        assertThat(fields(checked)).containsExactly("locations/0/location_id", "locations/1/location_id");
        assertThat(story.partner.children().amendment("1").orElseThrow().isPending())
                .isTrue();
    }

    @Test
    void theLastAmendmentsAreKeptAndNumbersNotGivenAgain() {
        PartnerCase story = PartnerCase.approved();
        story.does(request(story, AmendmentKind.BANK, WANTED));
        for (int i = 0; i < Children.MAX_AMENDMENTS + 5; i++) {
            story.does(request(story, AmendmentKind.CONTACT, WANTED));
            String id = Integer.toString(story.partner.children().counters().amendments());
            story.does(Amendments.reject(story.partner, id, "no", story.occasion));
        }
        assertThat(story.partner.children().amendments()).hasSize(Children.MAX_AMENDMENTS);
        assertThat(story.partner.children().amendment("1").orElseThrow().isPending())
                .isTrue();
        assertThat(story.partner.children().amendment("2")).isEmpty();
        assertThat(story.partner.children().counters().amendments()).isEqualTo(Children.MAX_AMENDMENTS + 6);
    }
}
