package io.mandi.engine.partner.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Decimal;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.BranchDraft;
import io.mandi.engine.partner.EmployeeDraft;
import io.mandi.engine.partner.Links;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerDraft.BankDraft;
import io.mandi.engine.partner.PartnerDraft.ContactDraft;
import io.mandi.engine.partner.PartnerDraft.FinanceDraft;
import io.mandi.engine.partner.PartnerDraft.ProfileDraft;
import io.mandi.engine.partner.PartnerDraft.TaxDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.Performance;
import io.mandi.engine.partner.Registration;
import io.mandi.engine.partner.UniqueKey;
import io.mandi.engine.partner.capability.Capability;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.engine.partner.kind.ApproverLevel;
import io.mandi.engine.partner.kind.EntityClass;
import io.mandi.engine.partner.kind.GstCompliance;
import io.mandi.engine.partner.kind.KycStatus;
import io.mandi.engine.partner.kind.LocationKind;
import io.mandi.engine.partner.kind.OnboardingStage;
import io.mandi.engine.partner.kind.PartnerStatus;
import io.mandi.engine.partner.relation.Relations;
import io.mandi.engine.publication.PartnerEffects;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever is done with partners, in whatever order: nothing is thrown, and what must hold does. */
class RandomPartnersTest {
    private static final long SEED = Long.getLong("mandi.test.seed", 17);
    private static final int PARTNERS = 300;
    private static final int COMMANDS = 100;
    /** What belongs into no event. */
    private static final List<String> SENSITIVE =
            List.of("AAACG1234A", "AABCM5678K", "501001234567", "99887766", "919812345678", "sales@gondal");

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<String, Integer> done = new HashMap<>();
    private final Set<PartnerStatus> statuses = EnumSet.noneOf(PartnerStatus.class);

    @Test
    void everythingHoldsWhateverIsDone() {
        System.out.println("seed " + SEED);
        for (int i = 0; i < PARTNERS; i++) {
            PartnerCase story = random.nextBoolean() ? PartnerCase.approved() : PartnerCase.of(draft());
            if (random.nextInt(8) == 0) {
                story.with("suspend_on_kyc_expiry", new GivenValue.Flag(true));
            }
            for (int j = 0; j < COMMANDS; j++) {
                step(story);
            }
            story.events.forEach(event -> done.merge(event.family(), 1, Integer::sum));
        }
        // Each kind of event has been there, and each state been reached: else the walk says nothing.
        assertThat(done.keySet()).hasSize(PartnerEvent.class.getPermittedSubclasses().length);
        assertThat(statuses).containsExactlyInAnyOrder(PartnerStatus.values());
    }

    private PartnerDraft draft() {
        return switch (random.nextInt(4)) {
            case 0 -> PartnerCase.transporter(true);
            case 1 -> PartnerCase.excellent();
            case 2 -> PartnerCase.company();
            default -> PartnerCase.company().with(profile());
        };
    }

    private void step(PartnerCase story) {
        Partner before = story.partner;
        story.later(story.occasion.at().plusSeconds(random.nextLong(86_400L * (random.nextInt(9) == 0 ? 60 : 2))));
        Checked<PartnerChange> checked = command(story);
        if (checked.asOptional().isEmpty()) {
            assertThat(checked.flaws())
                    .isNotEmpty()
                    .allSatisfy(flaw -> assertThat(flaw.detail()).isNotBlank());
            return;
        }
        List<PartnerEvent> events = story.does(checked);
        Partner after = story.partner;
        assertThat(events.isEmpty()).as("events %s", events).isEqualTo(before.equals(after));
        events.forEach(event -> {
            assertThat(event.partnerId()).isEqualTo(PartnerCase.ID);
            String data = PartnerEffects.of(event).data().toString();
            assertThat(SENSITIVE).noneMatch(data::contains);
        });
        statuses.add(after.status());
        check(before, after, story);
        checkTime(story);
    }

    private static void check(Partner before, Partner after, PartnerCase story) {
        boolean approved = after.onboarding().stage() == OnboardingStage.APPROVED;
        assertThat(after.wasApproved()).isEqualTo(approved);
        switch (after.status()) {
            case PENDING ->
                assertThat(after.onboarding().stage()).isNotIn(OnboardingStage.APPROVED, OnboardingStage.REJECTED);
            case REJECTED -> assertThat(after.onboarding().stage()).isEqualTo(OnboardingStage.REJECTED);
            case APPROVED, SUSPENDED, INACTIVE -> assertThat(approved).isTrue();
        }
        assertThat(after.kyc().status() == KycStatus.PENDING).isNotEqualTo(approved);
        assertThat(after.onboarding().questions().isPresent())
                .isEqualTo(after.onboarding().stage() == OnboardingStage.INFO_REQUESTED);
        assertThat(Moves.isExamined(after) || approved)
                .satisfies(there -> assertThat(
                                !there || after.onboarding().submission().isPresent())
                        .isTrue());
        checkNumbers(before, after);
        if (after.identity().entityClass() == EntityClass.SERVICE_PROVIDER) {
            assertThat(after.standing().capabilities()).isEmpty();
        }
        assertThat(UniqueKey.of(after)).doesNotHaveDuplicates();
        assertThat(Relations.of(after).partnerId()).isEqualTo(PartnerCase.ID);
        // What is there is what it would be made of.
        assertThat(after.as(after.draft(), PartnerCase.PLACES, story.occasion.today())
                        .asOptional())
                .hasValue(after);
    }

    private static void checkNumbers(Partner before, Partner after) {
        var children = after.children();
        var counters = children.counters();
        var old = before.children().counters();
        checkIds(children.locations().stream().map(one -> one.id()).toList(), old.locations(), counters.locations());
        checkIds(children.branches().stream().map(one -> one.id()).toList(), old.branches(), counters.branches());
        checkIds(children.employees().stream().map(one -> one.id()).toList(), old.employees(), counters.employees());
        checkIds(children.documents().stream().map(one -> one.id()).toList(), old.documents(), counters.documents());
        checkIds(children.vehicles().stream().map(one -> one.id()).toList(), old.vehicles(), counters.vehicles());
        checkIds(children.amendments().stream().map(one -> one.id()).toList(), old.amendments(), counters.amendments());
    }

    private static void checkIds(List<String> ids, int before, int after) {
        assertThat(after).isGreaterThanOrEqualTo(before);
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        assertThat(ids).allMatch(id -> Integer.parseInt(id) >= 1 && Integer.parseInt(id) <= after);
    }

    /** What is due is found when it is due, once, and not before. */
    private static void checkTime(PartnerCase story) {
        Occasion now = story.occasion;
        Optional<Instant> due = PartnerTime.nextDue(story.partner, now.settings());
        PartnerChange passed = PartnerTime.passed(story.partner, now);
        assertThat(passed.events().isEmpty())
                .isEqualTo(due.isEmpty() || now.at().isBefore(due.get()));
        assertThat(PartnerTime.passed(passed.partner(), now)).isEqualTo(PartnerChange.none(passed.partner()));
        PartnerTime.nextDue(passed.partner(), now.settings()).ifPresent(next -> {
            assertThat(next).isAfter(now.at());
            Occasion then = new Occasion(next, Occasion.SYSTEM, now.settings());
            Occasion early = new Occasion(next.minusNanos(1_000), Occasion.SYSTEM, now.settings());
            assertThat(PartnerTime.passed(passed.partner(), then).events()).isNotEmpty();
            assertThat(PartnerTime.passed(passed.partner(), early).events()).isEmpty();
        });
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String id() {
        return Integer.toString(1 + random.nextInt(6));
    }

    private String text() {
        return random.nextInt(20) == 0 ? " " : "because";
    }

    private ProfileDraft profile() {
        return new ProfileDraft(
                random.nextBoolean()
                        ? Optional.of(PartnerCase.TODAY.minusMonths(random.nextInt(90)))
                        : Optional.empty(),
                random.nextBoolean() ? Decimal.parse("" + random.nextInt(20_000_000)) : Optional.empty(),
                Optional.of(one(List.of(GstCompliance.values()))),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private PartnerDraft changed(PartnerDraft draft) {
        return switch (random.nextInt(7)) {
            case 0 -> draft.with(profile());
            case 1 ->
                draft.with(new TaxDraft(
                        Optional.of(one(List.of("24AAACG1234A1ZK", "27AAACG1234A1ZE", "27AABCM5678K1ZY", "1"))),
                        draft.tax().panNumber(),
                        Optional.empty(),
                        Optional.empty()));
            case 2 ->
                draft.with(new FinanceDraft(
                        Optional.of(new BankDraft(
                                one(List.of("99887766", "501001234567", "!")),
                                Optional.of("HDFC0001234"),
                                Optional.empty(),
                                Optional.empty())),
                        Decimal.parse("" + random.nextInt(3)),
                        Optional.of(15)));
            case 3 ->
                draft.with(new ContactDraft(
                        draft.contact().mobile(), draft.contact().email(), Optional.of("" + random.nextInt(3))));
            case 4 -> draft.with(List.of(PartnerCase.principal()));
            case 5 ->
                draft.with(one(List.of(PartnerCase.company(), PartnerCase.transporter(true)))
                        .identity());
            default -> draft;
        };
    }

    private Checked<PartnerChange> command(PartnerCase story) {
        Partner partner = story.partner;
        Occasion now = story.occasion;
        return switch (random.nextInt(34)) {
            case 0, 1 -> Partners.edit(partner, changed(partner.draft()), PartnerCase.PLACES, now);
            case 2, 3, 4, 5, 6 -> document(story);
            case 7, 8, 9, 10, 11, 12 -> Documents.verify(partner, id(), Optional.empty(), now);
            case 13 -> Documents.remove(partner, id(), now);
            case 14, 15 -> Onboardings.submit(partner, now);
            case 16 ->
                random.nextInt(3) == 0
                        ? Onboardings.requestInfo(partner, text())
                        : PartnerParts.addVehicle(partner, "GJ03AB" + random.nextInt(5));
            case 17, 18, 19 ->
                Onboardings.approve(
                        partner,
                        new ApprovalDraft(
                                random.nextBoolean() ? Decimal.parse("1000") : Optional.empty(),
                                ApproverLevel.DIRECTOR,
                                Optional.of("visited")),
                        now);
            case 20 ->
                random.nextInt(5) == 0
                        ? Onboardings.reject(partner, text())
                        : PartnerParts.removeVehicle(partner, id());
            case 21 ->
                random.nextBoolean() ? StatusEdits.suspend(partner, text()) : StatusEdits.deactivate(partner, text());
            case 22, 23 -> StatusEdits.reactivate(partner, text(), now);
            case 24 ->
                random.nextBoolean()
                        ? CapabilityEdits.override(
                                partner,
                                List.of(one(List.of(Capability.values()))),
                                text(),
                                one(List.of(ApproverLevel.values())),
                                now)
                        : CapabilityEdits.clearOverride(partner, ApproverLevel.DIRECTOR, now);
            case 25 -> KycEdits.startRenewal(partner, now);
            case 26 ->
                random.nextBoolean() ? KycEdits.completeRenewal(partner, now) : KycEdits.failRenewal(partner, text());
            case 27 ->
                Amendments.request(
                        partner,
                        one(List.of(AmendmentKind.values())),
                        changed(partner.draft()),
                        Optional.empty(),
                        PartnerCase.PLACES,
                        now);
            case 28 ->
                random.nextBoolean()
                        ? Amendments.approve(partner, id(), PartnerCase.PLACES, now)
                        : Amendments.reject(partner, id(), text(), now);
            case 29 -> location(story);
            case 30 -> part(story);
            case 31 ->
                random.nextBoolean()
                        ? Partners.rate(
                                partner,
                                new Performance(
                                        Decimal.parse("" + random.nextInt(7)),
                                        Decimal.parse("50"),
                                        Optional.empty(),
                                        Decimal.parse("1.5").orElseThrow()))
                        : Partners.relate(
                                partner, new Links(Optional.of(one(List.of("A", "B", " "))), Optional.empty()));
            case 32 ->
                Partners.registered(
                        partner,
                        new Registration(
                                new Gstin(one(List.of("24AAACG1234A1ZK", "27AAACG1234A1ZE"))),
                                partner.identity().legalName(),
                                random.nextInt(4) > 0));
            default -> Checked.valid(PartnerTime.passed(partner, now));
        };
    }

    private Checked<PartnerChange> document(PartnerCase story) {
        DocumentType type = one(List.of(DocumentType.values()));
        return Documents.add(
                story.partner,
                new DocumentDraft(
                        type,
                        Optional.empty(),
                        Optional.of("scan.pdf"),
                        DocumentType.OF_A_VEHICLE.contains(type) ? Optional.of(id()) : Optional.empty(),
                        random.nextInt(3) == 0
                                ? Optional.of(story.occasion.today().plusDays(random.nextInt(200) - 5))
                                : Optional.empty()),
                story.occasion);
    }

    private Checked<PartnerChange> location(PartnerCase story) {
        AddressDraft address = random.nextBoolean()
                ? AddressDraft.at(one(List.of("loc-rajkot", "loc-nowhere")))
                : PartnerCase.address(one(List.of("GJ", "MH")));
        return random.nextInt(3) == 0
                ? PartnerParts.removeLocation(story.partner, id())
                : PartnerParts.addLocation(
                        story.partner,
                        new PartnerLocationDraft(
                                Optional.empty(),
                                one(List.of(LocationKind.values())),
                                Optional.empty(),
                                address,
                                random.nextBoolean() ? Optional.of("27AAACG1234A1ZE") : Optional.empty()),
                        PartnerCase.PLACES,
                        story.occasion);
    }

    private Checked<PartnerChange> part(PartnerCase story) {
        return switch (random.nextInt(4)) {
            case 0 ->
                PartnerParts.addBranch(
                        story.partner,
                        new BranchDraft("Branch", PartnerCase.address("MH"), Optional.of("27AAACG1234A1ZE")),
                        Optional.empty(),
                        PartnerCase.PLACES);
            case 1 -> PartnerParts.removeBranch(story.partner, id());
            case 2 ->
                PartnerParts.addEmployee(
                        story.partner,
                        new EmployeeDraft("Asha", Optional.empty(), Optional.empty(), Optional.empty()),
                        story.occasion);
            default -> PartnerParts.removeEmployee(story.partner, id());
        };
    }
}
