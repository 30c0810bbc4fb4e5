package io.mandi.quality.violation.engine.event;

import org.apache.pekko.actor.typed.ActorRef;

/** Events are data. */
public record SendsMessages(ActorRef<String> to) {}
