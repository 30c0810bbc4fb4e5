package io.mandi.engine.actor;

/** Told when somebody names what belongs to another partner or organisation. It neither waits nor fails; the record follows soon. */
public interface IsolationViolations {

    /**
     * Somebody has named what is not theirs. They are answered as if it did not exist.
     *
     * @param caller who; the record goes to the caller's organisation, and the owner is told nothing
     * @param named what, as the caller has named it
     */
    void note(Caller caller, String named);
}
