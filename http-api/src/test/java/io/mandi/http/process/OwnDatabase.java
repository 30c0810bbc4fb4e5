package io.mandi.http.process;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The embedded database server of a node, as its folder tells of it; it outlives a node that is killed.
 *
 * @param process the server's first process
 */
record OwnDatabase(ProcessHandle process, int port) {
    private static final int PORT_LINE = 3;

    /** The server that runs on a node's data folder. */
    static Optional<OwnDatabase> of(Path dataDir) {
        List<String> lines;
        try {
            lines = Files.readAllLines(dataDir.resolve("postgres").resolve("postmaster.pid"));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (lines.size() <= PORT_LINE || lines.get(0).startsWith("-")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.endsWith("/postgres"))
                        .isPresent())
                .map(process -> new OwnDatabase(
                        process, Integer.parseInt(lines.get(PORT_LINE).strip())));
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/mandi?user=postgres";
    }

    /** Ends it without regard for sessions; a next start would find all that was committed. */
    void end() {
        Program.signal(process.pid(), "QUIT");
        await("the end of PostgreSQL").atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
    }
}
