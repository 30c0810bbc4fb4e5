package io.mandi.engine.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One thing that has happened to an entity.
 *
 * @param type with its version, as in {@code webhook.secret_rotated.v1}
 * @param items the numbers, within the entity, of what it has to do with
 * @param data as the catalogue of events says for the type; not to be changed
 */
public record Effect(String type, List<Long> items, ObjectNode data) {}
