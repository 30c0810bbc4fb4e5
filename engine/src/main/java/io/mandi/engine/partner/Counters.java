package io.mandi.engine.partner;

/** The last number that was given to a child of each kind. Numbers are not given again. */
public record Counters(int locations, int branches, int employees, int documents, int vehicles, int amendments) {
    public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0);

    public Counters nextLocation() {
        return new Counters(locations + 1, branches, employees, documents, vehicles, amendments);
    }

    public Counters nextBranch() {
        return new Counters(locations, branches + 1, employees, documents, vehicles, amendments);
    }

    public Counters nextEmployee() {
        return new Counters(locations, branches, employees + 1, documents, vehicles, amendments);
    }

    public Counters nextDocument() {
        return new Counters(locations, branches, employees, documents + 1, vehicles, amendments);
    }

    public Counters nextVehicle() {
        return new Counters(locations, branches, employees, documents, vehicles + 1, amendments);
    }

    public Counters nextAmendment() {
        return new Counters(locations, branches, employees, documents, vehicles, amendments + 1);
    }
}
