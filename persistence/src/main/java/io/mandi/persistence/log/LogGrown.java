package io.mandi.persistence.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mandi.engine.actor.EngineMessage;

/**
 * There are new events in the journal.
 *
 * @param slices a bit for each slice that has some
 */
public record LogGrown(int slices) implements EngineMessage {
    /** For messages from other nodes. */
    @JsonCreator
    public LogGrown(@JsonProperty("slices") int slices) {
        this.slices = slices;
    }

    /** Whether a slice has some. */
    public boolean has(int slice) {
        return (slices >> slice & 1) == 1;
    }
}
