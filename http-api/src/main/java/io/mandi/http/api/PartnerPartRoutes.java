package io.mandi.http.api;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.Flaw;
import io.mandi.engine.partner.AddressDraft;
import io.mandi.engine.partner.BranchDraft;
import io.mandi.engine.partner.EmployeeDraft;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.document.DocumentDraft;
import io.mandi.engine.partner.document.DocumentType;
import io.mandi.engine.partner.edit.Amendments;
import io.mandi.engine.partner.edit.Documents;
import io.mandi.engine.partner.edit.PartnerChange;
import io.mandi.engine.partner.edit.PartnerParts;
import io.mandi.engine.partner.kind.AmendmentKind;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.partner.PostgresPartners;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** What belongs to a partner: its addresses, branches, employees, vehicles and documents, and the amendments that are asked for. */
final class PartnerPartRoutes {
    /** Fields of a request for an amendment that are no part of what is wanted. */
    private static final Set<String> OF_A_REQUEST = Set.of("", "kind", "reason", "wanted");

    private final PartnerCalls calls;

    PartnerPartRoutes(PostgresPartners partners) {
        this.calls = new PartnerCalls(partners);
    }

    List<Endpoint> endpoints() {
        String one = PartnerCalls.ONE;
        String document = one + "/documents/{document_id}";
        String amendment = one + "/amendments/{amendment_id}";
        Permission update = Permission.PARTNER_UPDATE;
        return List.of(
                Endpoint.withBody("POST", one + "/locations", update, this::addLocation),
                Endpoint.of("DELETE", one + "/locations/{part_id}", update, this::removeLocation),
                Endpoint.withBody("POST", one + "/branches", update, this::addBranch),
                Endpoint.of("DELETE", one + "/branches/{branch_id}", update, this::removeBranch),
                Endpoint.withBody("POST", one + "/employees", update, this::addEmployee),
                Endpoint.of("DELETE", one + "/employees/{employee_id}", update, this::removeEmployee),
                Endpoint.withBody("POST", one + "/vehicles", update, this::addVehicle),
                Endpoint.of("DELETE", one + "/vehicles/{vehicle_id}", update, this::removeVehicle),
                Endpoint.withBody("POST", one + "/documents", update, this::addDocument),
                Endpoint.of("DELETE", document, update, this::removeDocument),
                Endpoint.withBody("POST", document + "/verify", Permission.PARTNER_VERIFY_GST, this::verifyDocument),
                Endpoint.withBody("POST", one + "/amendments", update, this::requestAmendment),
                Endpoint.of("POST", amendment + "/approve", Permission.PARTNER_APPROVE, this::approveAmendment),
                Endpoint.withBody("POST", amendment + "/reject", Permission.PARTNER_APPROVE, this::rejectAmendment));
    }

    /** Checks a request of staff, and says which part of the partner it names. */
    private static String part(Call call, String name) {
        call.parameters();
        PartnerCalls.staffOnly(call);
        return call.path().get(name);
    }

    private static Fields staffFields(Call call) {
        call.parameters();
        PartnerCalls.staffOnly(call);
        return new Fields(call.json(), "");
    }

    // ----------------------------------------------------------------------------------------------------- addresses

    private CompletionStage<Answer> addLocation(Call call) {
        Fields fields = staffFields(call);
        PartnerLocationDraft draft = PartnerFields.location(fields, Optional.empty());
        fields.check();
        return calls.add(
                call,
                (partner, around) -> lifted(
                        PartnerParts.addLocation(partner, draft, around.places(), around.occasion()),
                        "locations/" + partner.children().locations().size()),
                (json, now) -> out ->
                        json.write(out, now.partner().children().locations().getLast()));
    }

    /** What is added stands in the request alone, and not in a list. */
    private static Checked<PartnerChange> lifted(Checked<PartnerChange> decided, String below) {
        return relocated(
                decided,
                flaw -> flaw.field().startsWith(below + "/")
                        ? new Flaw(flaw.code(), flaw.field().substring(below.length() + 1), flaw.detail())
                        : flaw);
    }

    private static Checked<PartnerChange> relocated(Checked<PartnerChange> decided, UnaryOperator<Flaw> move) {
        return switch (decided) {
            case Checked.Valid<PartnerChange> valid -> valid;
            case Checked.Invalid<PartnerChange> invalid ->
                new Checked.Invalid<>(invalid.flaws().stream().map(move).toList());
        };
    }

    private CompletionStage<Answer> removeLocation(Call call) {
        String id = part(call, "part_id");
        return calls.change(call, (partner, around) -> PartnerParts.removeLocation(partner, id));
    }

    private CompletionStage<Answer> addBranch(Call call) {
        Fields fields = staffFields(call);
        String name = fields.text("name", Integer.MAX_VALUE);
        AddressDraft address = PartnerFields.address(fields);
        BranchDraft draft = new BranchDraft(name, address, fields.optionalText("gst_number", Integer.MAX_VALUE));
        fields.check();
        return calls.add(
                call,
                (partner, around) -> PartnerParts.addBranch(partner, draft, Optional.empty(), around.places()),
                (json, now) -> out ->
                        json.write(out, now.partner().children().branches().getLast()));
    }

    private CompletionStage<Answer> removeBranch(Call call) {
        String id = part(call, "branch_id");
        return calls.change(call, (partner, around) -> PartnerParts.removeBranch(partner, id));
    }

    // ----------------------------------------------------------------------------------------- employees, vehicles

    private CompletionStage<Answer> addEmployee(Call call) {
        Fields fields = staffFields(call);
        EmployeeDraft draft = new EmployeeDraft(
                fields.text("name", Integer.MAX_VALUE),
                fields.optionalText("mobile", Integer.MAX_VALUE),
                fields.optionalText("email", Integer.MAX_VALUE),
                fields.optionalText("designation", Integer.MAX_VALUE));
        fields.check();
        return calls.add(
                call,
                (partner, around) -> PartnerParts.addEmployee(partner, draft, around.occasion()),
                (json, now) -> out ->
                        json.write(out, now.partner().children().employees().getLast()));
    }

    private CompletionStage<Answer> removeEmployee(Call call) {
        String id = part(call, "employee_id");
        return calls.change(call, (partner, around) -> PartnerParts.removeEmployee(partner, id));
    }

    private CompletionStage<Answer> addVehicle(Call call) {
        PartnerCalls.staffOnly(call);
        String number = PartnerRoutes.text(call, "number");
        return calls.add(
                call,
                (partner, around) -> PartnerParts.addVehicle(partner, number),
                (json, now) -> out ->
                        json.write(out, now.partner().children().vehicles().getLast()));
    }

    private CompletionStage<Answer> removeVehicle(Call call) {
        String id = part(call, "vehicle_id");
        return calls.change(call, (partner, around) -> PartnerParts.removeVehicle(partner, id));
    }

    // ----------------------------------------------------------------------------------------------------- documents

    private CompletionStage<Answer> addDocument(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        DocumentDraft draft = new DocumentDraft(
                fields.choice("type", DocumentType.class),
                fields.optionalText("number", Integer.MAX_VALUE),
                fields.optionalText("file", Integer.MAX_VALUE),
                fields.optionalText("vehicle_id", Integer.MAX_VALUE),
                fields.optionalDate("expires_on"));
        fields.check();
        return calls.add(
                call,
                (partner, around) -> Documents.add(partner, draft, around.occasion()),
                (json, now) -> out ->
                        json.write(out, now.partner().children().documents().getLast(), now.today()));
    }

    private CompletionStage<Answer> removeDocument(Call call) {
        String id = part(call, "document_id");
        return calls.change(call, (partner, around) -> Documents.remove(partner, id, around.occasion()));
    }

    private CompletionStage<Answer> verifyDocument(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        Optional<LocalDate> expiresOn = fields.optionalDate("expires_on");
        fields.check();
        String id = call.path().get("document_id");
        return calls.change(call, (partner, around) -> Documents.verify(partner, id, expiresOn, around.occasion()));
    }

    // ---------------------------------------------------------------------------------------------------- amendments

    private CompletionStage<Answer> requestAmendment(Call call) {
        call.parameters();
        Fields fields = new Fields(call.json(), "");
        AmendmentKind kind = fields.choice("kind", AmendmentKind.class);
        Optional<String> reason = fields.optionalText("reason", Integer.MAX_VALUE);
        fields.require("wanted");
        Optional<UnaryOperator<PartnerDraft>> wanted =
                fields.optionalFields("wanted").map(given -> PartnerFields.read(given, kind));
        fields.check();
        if (kind == AmendmentKind.BANK) {
            PartnerCalls.require(call, Permission.PARTNER_MANAGE_BANK_ACCOUNTS);
        }
        return calls.add(
                call,
                (partner, around) -> relocated(
                        Amendments.request(
                                partner,
                                kind,
                                wanted.orElseThrow().apply(partner.draft()),
                                reason,
                                around.places(),
                                around.occasion()),
                        flaw -> OF_A_REQUEST.contains(flaw.field()) ? flaw : flaw.under("wanted")),
                (json, now) -> out ->
                        json.write(out, now.partner().children().amendments().getLast()));
    }

    private CompletionStage<Answer> approveAmendment(Call call) {
        call.parameters();
        String id = call.path().get("amendment_id");
        return calls.change(
                call, (partner, around) -> Amendments.approve(partner, id, around.places(), around.occasion()));
    }

    private CompletionStage<Answer> rejectAmendment(Call call) {
        String reason = PartnerRoutes.text(call, "reason");
        String id = call.path().get("amendment_id");
        return calls.change(call, (partner, around) -> Amendments.reject(partner, id, reason, around.occasion()));
    }
}
