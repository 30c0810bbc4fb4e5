package io.mandi.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The key that tokens are signed with. */
public final class JwtSecret {
    /** HS256 wants a key of at least its own length (RFC 7518 §3.2). */
    private static final int MIN_BYTES = 32;

    /** A random text of that length has many more; one typed by holding a key, or repeated, has fewer. */
    private static final int MIN_DISTINCT_CHARACTERS = 10;

    private static final int GENERATED_BYTES = 48;
    private static final String FILE = "jwt-secret";

    private JwtSecret() {}

    /** Why a secret is too weak, if it is. */
    public static Optional<String> weakness(String secret) {
        if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_BYTES) {
            return Optional.of("must have at least " + MIN_BYTES + " bytes; make one with: openssl rand -base64 48");
        }
        if (secret.chars().distinct().count() < MIN_DISTINCT_CHARACTERS) {
            return Optional.of("is too regular to be a secret; make one with: openssl rand -base64 48");
        }
        return Optional.empty();
    }

    /**
     * The secret kept in a data folder, made when there is none.
     *
     * @throws IOException when the folder cannot be written, or what is kept there is too weak
     */
    public static String keptIn(Path dataDir) throws IOException {
        Files.createDirectories(dataDir);
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) {
            make(file);
        }
        String secret = Files.readString(file).strip();
        Optional<String> weakness = weakness(secret);
        if (weakness.isPresent()) {
            throw new IOException("the secret in " + file + " " + weakness.get());
        }
        return secret;
    }

    private static void make(Path file) throws IOException {
        byte[] random = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(random);
        Path draft = Files.createTempFile(
                file.getParent(),
                FILE,
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, Base64.getEncoder().encodeToString(random));
            // A link appears whole or not at all, and never over one that is there.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // Another start was faster: its secret counts.
        } finally {
            Files.delete(draft);
        }
    }
}
