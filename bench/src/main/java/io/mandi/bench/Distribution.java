package io.mandi.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program as it is shipped.
 *
 * @param home the folder of the repository
 */
record Distribution(Path home) {

    private static final String LIB = "http-api/target/dist/lib";

    /** The distribution of the repository that this runs in. */
    static Distribution find() {
        String named = System.getProperty("mandi.home", "");
        for (Path folder = Path.of(named).toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(LIB))) {
                return new Distribution(folder);
            }
        }
        throw new IllegalStateException("Mandi is not built: no folder above has " + LIB);
    }

    String classPath() {
        return home.resolve(LIB).resolve("*").toString();
    }
}
