package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;

/** Names of the parts of lots and needs, in JSON. */
final class LotNames extends PropertyNamingStrategies.NamingBase {
    private static final long serialVersionUID = 1L;

    private final PropertyNamingStrategies.SnakeCaseStrategy snakeCase =
            new PropertyNamingStrategies.SnakeCaseStrategy();

    /** What something was changed to is {@code new}, which is no name in Java. */
    @Override
    public String translate(String name) {
        return name.equals("current") ? "new" : snakeCase.translate(name);
    }
}
