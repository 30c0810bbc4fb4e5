package io.mandi.persistence.log;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mandi.engine.actor.EngineMessage;

/** The tables of an entity have been changed. */
public record EntityChanged(String persistenceId) implements EngineMessage {
    /** For messages from other nodes. */
    @JsonCreator
    public EntityChanged(@JsonProperty("persistenceId") String persistenceId) {
        this.persistenceId = persistenceId;
    }
}
