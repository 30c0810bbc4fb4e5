package io.mandi.engine.partner.edit;

import static io.mandi.engine.partner.edit.PartnerCase.ID;
import static io.mandi.engine.partner.edit.PartnerCase.PLACES;
import static io.mandi.engine.partner.edit.PartnerCase.address;
import static io.mandi.engine.partner.edit.PartnerCase.codes;
import static io.mandi.engine.partner.edit.PartnerCase.company;
import static io.mandi.engine.partner.edit.PartnerCase.fields;
import static io.mandi.engine.partner.edit.PartnerCase.location;
import static org.assertj.core.api.Assertions.assertThat;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.GivenValue;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.BranchDraft;
import io.mandi.engine.partner.EmployeeDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.Registration;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.identifier.Gstin;
import io.mandi.engine.partner.kind.LocationKind;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartnerPartsTest {
    private static final String LEGAL_NAME = "Gondal Ginning Private Limited";

    private static Checked<PartnerChange> branch(
            PartnerCase story, String state, Optional<String> gst, Optional<Registration> registration) {
        return PartnerParts.addBranch(
                story.partner, new BranchDraft("Branch", address(state), gst), registration, PLACES);
    }

    // PT-2
    @Test
    void pt2ABranchInAnotherStateHasAGstinOfThePartnersPan() {
        PartnerCase story = PartnerCase.of(company());
        assertThat(fields(branch(story, "MH", Optional.empty(), Optional.empty())))
                .containsExactly("gst_number");
        assertThat(codes(branch(story, "MH", Optional.of("27AABCM5678K1ZY"), Optional.empty())))
                .containsExactly(FlawCode.GST_REGISTRATION);
        assertThat(codes(branch(story, "TN", Optional.of("27AAACG1234A1ZE"), Optional.empty())))
                .containsExactly(FlawCode.GST_REGISTRATION);
        assertThat(codes(branch(story, "MH", Optional.of("27AAACG1234A1Z5"), Optional.empty())))
                .containsExactly(FlawCode.INVALID_GSTIN);
        assertThat(story.does(branch(story, "MH", Optional.of("27AAACG1234A1ZE"), Optional.empty())))
                .containsExactly(new PartnerEvent.BranchAdded(ID, "1", Optional.of("27")));
        assertThat(story.partner.children().branches().get(0).registered()).isFalse();
        assertThat(story.does(branch(story, "GJ", Optional.empty(), Optional.empty())))
                .containsExactly(new PartnerEvent.BranchAdded(ID, "2", Optional.of("24")));
        story.does(PartnerParts.removeBranch(story.partner, "1"));
        assertThat(codes(PartnerParts.removeBranch(story.partner, "1"))).containsExactly(FlawCode.UNKNOWN_PART);
    }

    // PT-2
    @ParameterizedTest
    @CsvSource({
        "Gondal Ginning Private Limited, true, true",
        "Gondal Ginning Private Limited, false, false",
        "Another Limited, true, false"
    })
    void pt2TheRegistrationIsActiveAndOfTheSameName(String name, boolean active, boolean right) {
        PartnerCase story = PartnerCase.of(company());
        Registration registration = new Registration(new Gstin("27AAACG1234A1ZE"), name, active);
        Checked<PartnerChange> checked = branch(story, "MH", Optional.of("27AAACG1234A1ZE"), Optional.of(registration));
        if (right) {
            story.does(checked);
            assertThat(story.partner.children().branches().get(0).registered()).isTrue();
            assertThat(name).isEqualTo(LEGAL_NAME);
        } else {
            assertThat(codes(checked)).containsExactly(FlawCode.GST_REGISTRATION);
        }
    }

    // PT-3
    @Test
    void pt3OnlyBuyersHaveShipToAddressesWhichNeedNoGstin() {
        PartnerCase story = PartnerCase.of(company());
        PartnerLocationDraft shipTo = location(LocationKind.SHIP_TO, "loc-rajkot");
        assertThat(codes(PartnerParts.addLocation(story.partner, shipTo, PLACES, story.occasion)))
                .containsExactly(FlawCode.BUYERS_ONLY);
        story.proves(DocumentType.GST_CERTIFICATE, DocumentType.PAN_CARD);
        assertThat(story.does(PartnerParts.addLocation(story.partner, shipTo, PLACES, story.occasion)))
                .containsExactly(new PartnerEvent.Updated(ID, List.of("locations")));
        // PT-4
        PartnerCase approved = PartnerCase.approved();
        approved.does(PartnerParts.addLocation(approved.partner, shipTo, PLACES, approved.occasion));
        assertThat(approved.partner.children().locations()).hasSize(2);
    }

    @Test
    void addressesFitTheirKind() {
        PartnerCase story = PartnerCase.of(company());
        assertThat(fields(add(story, LocationKind.PRINCIPAL, "GJ", Optional.empty())))
                .containsExactly("locations");
        assertThat(fields(add(story, LocationKind.ADDITIONAL_SAME_STATE, "MH", Optional.empty())))
                .containsExactly("locations/1/kind");
        assertThat(fields(add(story, LocationKind.BRANCH_DIFFERENT_STATE, "GJ", Optional.of("24AAACG1234A1ZK"))))
                .containsExactly("locations/1/kind");
        assertThat(fields(add(story, LocationKind.BRANCH_DIFFERENT_STATE, "MH", Optional.empty())))
                .containsExactly("locations/1/gst_number");
        assertThat(codes(add(story, LocationKind.BRANCH_DIFFERENT_STATE, "MH", Optional.of("27AABCM5678K1ZY"))))
                .containsExactly(FlawCode.GST_REGISTRATION);
        story.does(add(story, LocationKind.BRANCH_DIFFERENT_STATE, "MH", Optional.of("27AAACG1234A1ZE")));
        story.does(add(story, LocationKind.ADDITIONAL_SAME_STATE, "GJ", Optional.empty()));
        story.does(PartnerParts.removeLocation(story.partner, "2"));
        assertThat(story.partner.children().locations())
                .extracting(location -> location.id())
                .containsExactly("1", "3");
        AddressDraft both = new AddressDraft(
                Optional.of("loc-rajkot"),
                Optional.of("Station Road 1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(fields(PartnerParts.addLocation(
                        story.partner,
                        new PartnerLocationDraft(
                                Optional.empty(), LocationKind.PORT, Optional.empty(), both, Optional.empty()),
                        PLACES,
                        story.occasion)))
                .containsExactly("locations/2/location_id");
    }

    private static Checked<PartnerChange> add(
            PartnerCase story, LocationKind kind, String state, Optional<String> gst) {
        return PartnerParts.addLocation(
                story.partner,
                new PartnerLocationDraft(Optional.empty(), kind, Optional.empty(), address(state), gst),
                PLACES,
                story.occasion);
    }

    @Test
    void thereAreAsManyEmployeesAsTheSettingSays() {
        PartnerCase story = PartnerCase.of(company());
        EmployeeDraft clerk = new EmployeeDraft(
                "Asha", Optional.of("+919812345678"), Optional.of("asha@example.org"), Optional.of("Clerk"));
        story.does(PartnerParts.addEmployee(story.partner, clerk, story.occasion));
        story.does(PartnerParts.addEmployee(story.partner, clerk, story.occasion));
        assertThat(codes(PartnerParts.addEmployee(story.partner, clerk, story.occasion)))
                .containsExactly(FlawCode.PARTNER_FULL);
        story.with("employees_per_partner", new GivenValue.Whole(3));
        assertThat(fields(PartnerParts.addEmployee(
                        story.partner,
                        new EmployeeDraft("", Optional.of("1"), Optional.of("2"), Optional.of("")),
                        story.occasion)))
                .containsExactly("name", "mobile", "email", "designation");
        story.does(PartnerParts.removeEmployee(story.partner, "1"));
        story.does(PartnerParts.addEmployee(story.partner, clerk, story.occasion));
        assertThat(story.partner.children().employees())
                .extracting(employee -> employee.id())
                .containsExactly("2", "3");
    }

    // PT-5
    @Test
    void pt5DocumentsOfAVehicleNameIt() {
        PartnerCase story = PartnerCase.of(PartnerCase.transporter(true));
        story.does(PartnerParts.addVehicle(story.partner, "GJ03AB1234"));
        assertThat(fields(document(story, DocumentType.VEHICLE_RC, Optional.empty())))
                .containsExactly("vehicle_id");
        assertThat(fields(document(story, DocumentType.VEHICLE_RC, Optional.of("2"))))
                .containsExactly("vehicle_id");
        assertThat(fields(document(story, DocumentType.PAN_CARD, Optional.of("1"))))
                .containsExactly("vehicle_id");
        story.does(document(story, DocumentType.VEHICLE_RC, Optional.of("1")));
        assertThat(codes(Partners.edit(
                        story.partner,
                        story.partner
                                .draft()
                                .with(PartnerCase.transporter(false).identity()),
                        PLACES,
                        story.occasion)))
                .containsExactly(FlawCode.VEHICLES_NOT_ALLOWED);
        assertThat(story.does(PartnerParts.removeVehicle(story.partner, "1")))
                .containsExactly(new PartnerEvent.Updated(ID, List.of("vehicles", "documents")));
        assertThat(story.partner.children().documents()).isEmpty();
        assertThat(fields(PartnerParts.addVehicle(story.partner, "!"))).containsExactly("number");
    }

    private static Checked<PartnerChange> document(PartnerCase story, DocumentType type, Optional<String> vehicle) {
        return Documents.add(
                story.partner,
                new DocumentDraft(type, Optional.empty(), Optional.empty(), vehicle, Optional.empty()),
                story.occasion);
    }

    // PT-9
    @Test
    void pt9AnExpiredDocumentIsNeitherTakenNorVerified() {
        PartnerCase story = PartnerCase.of(company());
        Optional<LocalDate> yesterday = Optional.of(PartnerCase.TODAY.minusDays(1));
        assertThat(codes(Documents.add(
                        story.partner,
                        new DocumentDraft(
                                DocumentType.IEC, Optional.empty(), Optional.empty(), Optional.empty(), yesterday),
                        story.occasion)))
                .containsExactly(FlawCode.DOCUMENT_EXPIRED);
        String id = story.add(DocumentType.IEC);
        assertThat(codes(Documents.verify(story.partner, id, yesterday, story.occasion)))
                .containsExactly(FlawCode.DOCUMENT_EXPIRED);
        assertThat(codes(Documents.verify(story.partner, "7", Optional.empty(), story.occasion)))
                .containsExactly(FlawCode.UNKNOWN_PART);
        assertThat(story.does(Documents.verify(story.partner, id, Optional.of(PartnerCase.TODAY), story.occasion)))
                .containsExactly(
                        new PartnerEvent.DocumentVerified(ID, id, DocumentType.IEC, Optional.of(PartnerCase.TODAY)));
        assertThat(story.verify(id)).isEmpty();
        assertThat(story.partner.children().document(id).orElseThrow().verification())
                .hasValueSatisfying(
                        verification -> assertThat(verification.by()).isEqualTo("desk@example.org"));
    }
}
