package io.mandi.quality.violation.engine.actor;

import java.sql.Connection;

/** The engine has ports for what is stored elsewhere. */
public record KnowsSql(Connection connection) {}
