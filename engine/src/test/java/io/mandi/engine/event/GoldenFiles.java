package io.mandi.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What was once written must be read for ever. The files under {@code golden/} hold the bytes of each type, version and
 * encoding; they are added to, never changed. {@code -Dgolden=write} writes those that are missing.
 */
public final class GoldenFiles {
    static final HexFormat HEX = HexFormat.of();

    private GoldenFiles() {}

    /** @param current what would be written today, where the encoding is still written */
    public static byte[] read(String name, Optional<byte[]> current) throws IOException {
        String path = "/golden/" + name + ".hex";
        try (InputStream file = GoldenFiles.class.getResourceAsStream(path)) {
            if (file != null) {
                return HEX.parseHex(new String(file.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
            }
        }
        assertThat(current).as("a golden file " + path).isPresent();
        assertThat(System.getProperty("golden")).as("a golden file " + path).isEqualTo("write");
        Path file = Path.of("src/test/resources" + path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, HEX.formatHex(current.get()).replaceAll("(.{100})", "$1\n") + "\n");
        return current.get();
    }
}
