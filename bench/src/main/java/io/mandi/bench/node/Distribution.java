package io.mandi.bench.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program as it is shipped.
 *
 * @param home the folder of the repository
 */
public record Distribution(Path home) {

    private static final String LIB = "http-api/target/dist/lib";
    private static final String LAUNCHER = "mandi";

    /** The distribution of the repository that this runs in. */
    public static Distribution find() {
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

    /** The options that the launcher gives the Java virtual machine, so that what is measured is what is shipped. */
    List<String> javaOptions() throws IOException {
        List<String> options = new ArrayList<>();
        boolean started = false;
        for (String line : Files.readAllLines(home.resolve(LAUNCHER))) {
            String text = line.replace("\\", "").strip();
            if (line.startsWith("exec \"$java\"")) {
                started = true;
            } else if (started && text.startsWith("-cp")) {
                return options;
            } else if (started && text.startsWith("-")) {
                options.add(text);
            }
        }
        throw new IOException("the launcher's options are not where they were");
    }
}
