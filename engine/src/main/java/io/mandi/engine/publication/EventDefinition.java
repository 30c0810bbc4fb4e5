package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the catalogue says of a type.
 *
 * @param owner the part of the program whose event it is, and which decides how it changes
 * @param description when it happens, and what it means
 * @param schema of {@code data}, JSON Schema 2020-12
 * @param example a whole event
 */
public record EventDefinition(EventType type, String owner, String description, JsonNode schema, JsonNode example) {}
