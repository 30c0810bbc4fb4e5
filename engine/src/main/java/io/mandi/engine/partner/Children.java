package io.mandi.engine.partner;

import io.mandi.engine.partner.document.Document;
import java.util.List;
import java.util.Optional;

/** What belongs to a partner, each list in the order in which it was added. */
public record Children(
        List<PartnerLocation> locations,
        List<Branch> branches,
        List<Employee> employees,
        List<Document> documents,
        List<Vehicle> vehicles,
        List<Amendment> amendments,
        Counters counters) {

    public static final Children NONE =
            new Children(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Counters.NONE);

    /** Most locations. */
    public static final int MAX_LOCATIONS = 200;
    /** Most branches. */
    public static final int MAX_BRANCHES = 200;
    /** Most documents. */
    public static final int MAX_DOCUMENTS = 500;
    /** Most vehicles. */
    public static final int MAX_VEHICLES = 500;
    /** Amendments that are kept; of more, those that were decided first are dropped. */
    public static final int MAX_AMENDMENTS = 50;

    public Children {
        locations = List.copyOf(locations);
        branches = List.copyOf(branches);
        employees = List.copyOf(employees);
        documents = List.copyOf(documents);
        vehicles = List.copyOf(vehicles);
        amendments = List.copyOf(amendments);
    }

    public Optional<Document> document(String id) {
        return documents.stream().filter(document -> document.id().equals(id)).findFirst();
    }

    public Optional<Vehicle> vehicle(String id) {
        return vehicles.stream().filter(vehicle -> vehicle.id().equals(id)).findFirst();
    }

    public Optional<Amendment> amendment(String id) {
        return amendments.stream()
                .filter(amendment -> amendment.id().equals(id))
                .findFirst();
    }

    public Children withLocations(List<PartnerLocation> changed, Counters counted) {
        return new Children(changed, branches, employees, documents, vehicles, amendments, counted);
    }

    public Children withBranches(List<Branch> changed, Counters counted) {
        return new Children(locations, changed, employees, documents, vehicles, amendments, counted);
    }

    public Children withEmployees(List<Employee> changed, Counters counted) {
        return new Children(locations, branches, changed, documents, vehicles, amendments, counted);
    }

    public Children withDocuments(List<Document> changed, Counters counted) {
        return new Children(locations, branches, employees, changed, vehicles, amendments, counted);
    }

    public Children withVehicles(List<Vehicle> changed, Counters counted) {
        return new Children(locations, branches, employees, documents, changed, amendments, counted);
    }

    public Children withAmendments(List<Amendment> changed, Counters counted) {
        return new Children(locations, branches, employees, documents, vehicles, changed, counted);
    }
}
