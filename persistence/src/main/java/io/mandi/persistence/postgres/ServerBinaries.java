package io.mandi.persistence.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, which come as an archive in a jar and must lie in a folder to run. They are unpacked beside
 * their final place and then renamed, so that a process killed while unpacking leaves no half-written program behind;
 * the folder carries the archive's digest, so that another version never meets the files of this one.
 */
final class ServerBinaries {

    private static final Logger LOG = LoggerFactory.getLogger(ServerBinaries.class);
    private static final String UNPACKING = "unpacking-";

    private ServerBinaries() {}

    /**
     * Makes sure that the programs are in a folder below the given one.
     *
     * @return the folder that holds {@code bin}, {@code lib} and {@code share}
     */
    static Path unpack(Path folder) throws IOException {
        Files.createDirectories(folder);
        deleteLeftovers(folder);
        Path target = folder.resolve(digest());
        if (Files.exists(target)) {
            return target;
        }
        LOG.info("Unpacking the PostgreSQL programs to {}", target);
        Path unpacking = Files.createTempDirectory(folder, UNPACKING);
        try {
            try (TarArchiveInputStream archive =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(open())))) {
                extract(archive, unpacking);
            }
            FileTrees.publish(unpacking, target);
        } catch (FileSystemException failure) {
            if (!Files.exists(target)) {
                throw failure;
            }
            LOG.debug("Another process unpacked {} in the meantime", target);
        } finally {
            FileTrees.delete(unpacking);
        }
        return target;
    }

    /** The folder may be shared, so only what no process can still be working on is deleted. */
    private static void deleteLeftovers(Path folder) throws IOException {
        Instant limit = Instant.now().minus(Duration.ofHours(1));
        List<Path> leftovers;
        try (Stream<Path> entries = Files.list(folder)) {
            leftovers = entries.filter(entry -> entry.getFileName().toString().startsWith(UNPACKING))
                    .toList();
        }
        for (Path leftover : leftovers) {
            if (Files.getLastModifiedTime(leftover).toInstant().isBefore(limit)) {
                FileTrees.delete(leftover);
            }
        }
    }

    private static String digest() throws IOException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (InputStream archive = new DigestInputStream(open(), sha256)) {
                archive.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }

    private static InputStream open() throws IOException {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "Darwin" : name.startsWith("linux") ? "Linux" : name;
        String architecture = System.getProperty("os.arch");
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                    system, architecture.equals("amd64") ? "x86_64" : architecture);
        } catch (IllegalStateException missing) {
            throw new EmbeddedServerException(
                    "No PostgreSQL comes with Mandi for " + system + " on " + architecture
                            + ". Run a PostgreSQL server of your own and set DATABASE_URL.",
                    missing);
        }
    }

    private static void extract(TarArchiveInputStream archive, Path target) throws IOException {
        for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            Path file = target.resolve(entry.getName()).normalize();
            if (!file.startsWith(target)) {
                throw new IOException("The archive names a file outside its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(file);
                continue;
            }
            Files.createDirectories(file.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(file, target.resolve(entry.getLinkName()).normalize());
            } else {
                Files.copy(archive, file);
                force(file);
                if (target.relativize(file).startsWith("bin") && !file.toFile().setExecutable(true, false)) {
                    throw new IOException("Cannot make " + file + " executable");
                }
            }
        }
    }

    /** Once the folder has its final name, no start looks at its files again: they must be on the disk before that. */
    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
