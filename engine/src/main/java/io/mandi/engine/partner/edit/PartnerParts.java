package io.mandi.engine.partner.edit;

import io.mandi.engine.catalog.Checked;
import io.mandi.engine.catalog.FlawCode;
import io.mandi.engine.catalog.Inspection;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.partner.BranchDraft;
import io.mandi.engine.partner.Children;
import io.mandi.engine.partner.Counters;
import io.mandi.engine.partner.Employee;
import io.mandi.engine.partner.EmployeeDraft;
import io.mandi.engine.partner.Identity;
import io.mandi.engine.partner.KnownPlaces;
import io.mandi.engine.partner.Partner;
import io.mandi.engine.partner.PartnerDraft;
import io.mandi.engine.partner.PartnerLocationDraft;
import io.mandi.engine.partner.Registration;
import io.mandi.engine.partner.Vehicle;
import io.mandi.engine.partner.document.Document;
import io.mandi.engine.partner.identifier.Email;
import io.mandi.engine.partner.identifier.Mobile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decides what becomes of what belongs to a partner. What is added leaves all that was examined as it was, and so needs no amendment;
 * what of an approved partner's addresses is to change or to go does (PT-4).
 */
public final class PartnerParts {
    private static final String LOCATIONS = "locations";
    private static final String BRANCHES = "branches";
    private static final String VEHICLES = "vehicles";
    private static final String EMPLOYEES = "employees";
    private static final Pattern VEHICLE_NUMBER = Pattern.compile("[A-Z0-9]{4,15}");

    private PartnerParts() {}

    /** Adds an address. Fields of flaws stand below {@code locations}. */
    public static Checked<PartnerChange> addLocation(
            Partner partner, PartnerLocationDraft draft, KnownPlaces places, Occasion occasion) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        PartnerDraft before = partner.draft();
        PartnerLocationDraft added = new PartnerLocationDraft(
                Optional.empty(), draft.kind(), draft.name(), draft.address(), draft.gstNumber());
        PartnerDraft wanted = before.with(
                Stream.concat(before.locations().stream(), Stream.of(added)).toList());
        return partner.as(wanted, places, occasion.today()).map(after -> updated(after, LOCATIONS));
    }

    /** Removes an address of a partner that is not approved yet. */
    public static Checked<PartnerChange> removeLocation(Partner partner, String locationId) {
        Children children = partner.children();
        return removal(partner, children.locations(), location -> location.id().equals(locationId), LOCATIONS)
                .map(left -> updated(partner.with(children.withLocations(left, children.counters())), LOCATIONS));
    }

    /**
     * Adds a branch (PT-2).
     *
     * @param registration what the registry says of its GSTIN; absent when it was not, or could not be, asked
     */
    public static Checked<PartnerChange> addBranch(
            Partner partner, BranchDraft draft, Optional<Registration> registration, KnownPlaces places) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        if (children.branches().size() >= Children.MAX_BRANCHES) {
            return full(BRANCHES, Children.MAX_BRANCHES);
        }
        return partner.branch(draft, registration, places)
                .map(branch -> new PartnerChange(
                        partner.with(children.withBranches(
                                with(children.branches(), branch),
                                children.counters().nextBranch())),
                        List.of(new PartnerEvent.BranchAdded(partner.id(), branch.id(), branch.gstStateCode()))));
    }

    /** Removes a branch of a partner that is not approved yet. */
    public static Checked<PartnerChange> removeBranch(Partner partner, String branchId) {
        Children children = partner.children();
        return removal(partner, children.branches(), branch -> branch.id().equals(branchId), BRANCHES)
                .map(left -> updated(partner.with(children.withBranches(left, children.counters())), BRANCHES));
    }

    /** What is left of a list of addresses. */
    private static <T> Checked<List<T>> removal(Partner partner, List<T> all, Predicate<T> gone, String field) {
        if (Moves.isOnMarket(partner)) {
            return Checked.invalid(FlawCode.AMENDMENT_REQUIRED, field, "the partner is approved: ask for an amendment");
        }
        if (!Moves.isUnexamined(partner)) {
            return Moves.refused(partner);
        }
        return without(all, gone, field);
    }

    private static <T> Checked<List<T>> without(List<T> all, Predicate<T> gone, String field) {
        List<T> left = all.stream().filter(gone.negate()).toList();
        return left.size() == all.size()
                ? Checked.invalid(FlawCode.UNKNOWN_PART, field, "the partner has no such one")
                : Checked.valid(left);
    }

    /** Adds a lorry of a transporter that has lorries of its own (PT-5). */
    public static Checked<PartnerChange> addVehicle(Partner partner, String number) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        if (!partner.identity().ownsLorries()) {
            return Checked.invalid(
                    FlawCode.VEHICLES_NOT_ALLOWED, VEHICLES, "only a transporter with lorries of its own has vehicles");
        }
        if (children.vehicles().size() >= Children.MAX_VEHICLES) {
            return full(VEHICLES, Children.MAX_VEHICLES);
        }
        String tidy = number.replaceAll("[\\s-]", "").toUpperCase(Locale.ROOT);
        if (!VEHICLE_NUMBER.matcher(tidy).matches()) {
            return Checked.invalid(FlawCode.VALIDATION_FAILED, "number", "must be 4 to 15 letters and digits");
        }
        if (children.vehicles().stream().anyMatch(vehicle -> vehicle.number().equals(tidy))) {
            return Checked.invalid(FlawCode.DUPLICATE_VEHICLE, "number", "the partner has it already");
        }
        Counters counters = children.counters().nextVehicle();
        Vehicle vehicle = new Vehicle(Integer.toString(counters.vehicles()), tidy);
        return Checked.valid(updated(
                partner.with(children.withVehicles(with(children.vehicles(), vehicle), counters)), VEHICLES));
    }

    /** Removes a lorry and the documents of it. */
    public static Checked<PartnerChange> removeVehicle(Partner partner, String vehicleId) {
        if (!Moves.isUnexamined(partner) && !Moves.isOnMarket(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        List<Document> documents = children.documents().stream()
                .filter(document -> !document.vehicleId().equals(Optional.of(vehicleId)))
                .toList();
        return without(children.vehicles(), vehicle -> vehicle.id().equals(vehicleId), VEHICLES)
                .map(left -> {
                    Partner after = partner.with(children.withVehicles(left, children.counters())
                            .withDocuments(documents, children.counters()));
                    return documents.equals(children.documents())
                            ? updated(after, VEHICLES)
                            : updated(after, VEHICLES, "documents");
                });
    }

    /** Adds somebody who works for the partner; how many there may be is a setting. */
    public static Checked<PartnerChange> addEmployee(Partner partner, EmployeeDraft draft, Occasion occasion) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        int most = occasion.settings().get(Setting.EMPLOYEES_PER_PARTNER);
        if (children.employees().size() >= most) {
            return full(EMPLOYEES, most);
        }
        Inspection inspection = new Inspection();
        String name = inspection.text("name", draft.name(), Identity.MAX_NAME_LENGTH);
        Optional<Mobile> mobile = draft.mobile().flatMap(text -> inspection.take("mobile", Mobile.of(text)));
        Optional<Email> email = draft.email().flatMap(text -> inspection.take("email", Email.of(text)));
        Optional<String> designation =
                inspection.text("designation", draft.designation(), Employee.MAX_DESIGNATION_LENGTH);
        Counters counters = children.counters().nextEmployee();
        return inspection.result(() -> {
            Employee employee = new Employee(Integer.toString(counters.employees()), name, mobile, email, designation);
            return updated(
                    partner.with(children.withEmployees(with(children.employees(), employee), counters)), EMPLOYEES);
        });
    }

    /** Removes somebody who works for the partner. */
    public static Checked<PartnerChange> removeEmployee(Partner partner, String employeeId) {
        if (!Moves.isOpen(partner)) {
            return Moves.refused(partner);
        }
        Children children = partner.children();
        return without(children.employees(), employee -> employee.id().equals(employeeId), EMPLOYEES)
                .map(left -> updated(partner.with(children.withEmployees(left, children.counters())), EMPLOYEES));
    }

    static <T> List<T> with(List<T> all, T added) {
        List<T> more = new ArrayList<>(all);
        more.add(added);
        return more;
    }

    static Checked<PartnerChange> full(String field, int most) {
        return Checked.invalid(FlawCode.PARTNER_FULL, field, "a partner has at most " + most);
    }

    private static PartnerChange updated(Partner after, String... fields) {
        return new PartnerChange(after, List.of(new PartnerEvent.Updated(after.id(), List.of(fields))));
    }
}
