package io.mandi.cluster;

import java.util.List;

/** The environment has settings that cannot be; the message names each variable and says what would be right. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> problems) {
        super("Invalid settings:\n  " + String.join("\n  ", problems));
    }
}
