package io.mandi.persistence.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main process of a PostgreSQL server on one database folder, as {@code postmaster.pid} names it. A pid alone
 * proves nothing: after a crash the file stays and the number may meanwhile belong to any program, so the process is
 * looked at before it is believed, let alone signalled.
 */
record Postmaster(ProcessHandle process) {

    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final String DELETED = " (deleted)";

    /** Above every system's highest pid, so never a process. */
    private static final String NO_PROCESS = "2147483646";

    /** The server that runs on the folder, if one does. */
    static Optional<Postmaster> runningOn(Path database) throws IOException {
        return named(database).filter(process -> servesFrom(database, process)).map(Postmaster::new);
    }

    /**
     * Makes a {@code postmaster.pid} harmless whose number belongs to another program by now. PostgreSQL would take
     * that program for a running server and refuse to start. The file is not deleted but made to name a process that
     * cannot exist: its other lines let PostgreSQL see whether child processes of the dead server still have its shared
     * memory.
     */
    static void disownReusedPid(Path database) throws IOException {
        Optional<ProcessHandle> named = named(database);
        if (named.isEmpty() || servesFrom(database, named.get())) {
            return;
        }
        Path file = pidFile(database);
        List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
        LOG.warn("{} names pid {}, which is not a PostgreSQL of this folder any more", file, lines.getFirst());
        lines.set(0, NO_PROCESS);
        Files.write(file, lines, StandardCharsets.UTF_8);
    }

    private static Optional<ProcessHandle> named(Path database) throws IOException {
        Path file = pidFile(database);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty()) {
            // Killed between creating the file and writing it. PostgreSQL refuses to guess; nothing can run on it.
            Files.delete(file);
            return Optional.empty();
        }
        try {
            return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(ProcessHandle::isAlive);
        } catch (NumberFormatException damaged) {
            throw new EmbeddedServerException(
                    file + " does not begin with a process id. Make sure that no PostgreSQL runs on this folder,"
                            + " then delete the file.",
                    damaged);
        }
    }

    private static boolean servesFrom(Path database, ProcessHandle process) {
        boolean isPostgres = process.info()
                .command()
                .map(command ->
                        command.endsWith(DELETED) ? command.substring(0, command.length() - DELETED.length()) : command)
                .map(command -> Path.of(command).getFileName().toString().equals("postgres"))
                .orElse(false);
        return isPostgres && (worksIn(database, process) || isToldOf(database, process));
    }

    /** A server's working directory is its database folder; Linux shows it, even where the folder was renamed since. */
    private static boolean worksIn(Path database, ProcessHandle process) {
        try {
            return Path.of("/proc", Long.toString(process.pid()), "cwd")
                    .toRealPath()
                    .equals(database.toRealPath());
        } catch (IOException notShown) {
            return false;
        }
    }

    private static boolean isToldOf(Path database, ProcessHandle process) {
        return process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(database.toString()))
                .orElse(false);
    }

    private static Path pidFile(Path database) {
        return database.resolve("postmaster.pid");
    }
}
