package io.mandi.persistence.postgres;

import java.io.Serial;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Another node, or another part of this process, owns the data folder. The message says which and what to do. */
public final class DataFolderInUseException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    DataFolderInUseException(Path folder, OptionalLong owner) {
        super("The data folder " + folder + " is in use by "
                + (owner.isPresent() ? "the process with pid " + owner.getAsLong() : "another process")
                + ". Stop that process, or give this one a folder of its own (DATA_DIR),"
                + " or let both use one PostgreSQL server (DATABASE_URL).");
    }
}
