package io.mandi.persistence.postgres;

import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code initdb} and {@code pg_ctl} to their end and says what they said when they fail.
 *
 * @param home the folder that holds {@code bin}
 */
record ServerPrograms(Path home) {

    /** Makes a new database folder, written to the disk when this returns. */
    void initdb(Path folder) throws IOException {
        Outcome outcome = run(
                Duration.ofMinutes(5),
                "initdb",
                "--pgdata=" + folder,
                "--username=postgres",
                // The server listens on the loopback address only and nobody but the folder's owner can start it.
                "--auth=trust",
                "--encoding=UTF8",
                // The order of texts is PostgreSQL's own: no update of the system's libraries can turn an index wrong.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C");
        if (outcome.exitCode() != 0) {
            throw new EmbeddedServerException("PostgreSQL could not make its database folder: " + outcome.output());
        }
    }

    /**
     * Starts the server detached, in a session of its own, so that a Ctrl-C meant for the node does not stop the
     * database before the node is through with it.
     *
     * @return whether it accepts connections; else it has ended or did not get ready in time
     */
    boolean start(Path folder, Path log, String options, Duration limit) throws IOException {
        return run(
                                limit.plusSeconds(10),
                                "pg_ctl",
                                "start",
                                "--pgdata=" + folder,
                                "--log=" + log,
                                "--options=" + options,
                                "--wait",
                                "--timeout=" + limit.toSeconds())
                        .exitCode()
                == 0;
    }

    /**
     * Stops the server that {@code postmaster.pid} names and waits for its end.
     *
     * @param mode {@code fast} (SIGINT: ends the sessions and writes a checkpoint) or {@code immediate} (SIGQUIT: the
     *     next start recovers from the log)
     */
    Outcome stop(Path folder, String mode, Duration limit) throws IOException {
        return run(
                limit.plusSeconds(10),
                "pg_ctl",
                "stop",
                "--pgdata=" + folder,
                "--mode=" + mode,
                "--wait",
                "--timeout=" + limit.toSeconds());
    }

    private Outcome run(Duration limit, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own root is nobody special.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        // PGDATA, PGPORT, PGOPTIONS and their like are meant for somebody's client, not for this server.
        environment.keySet().removeIf(name -> name.startsWith("PG"));
        environment.put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output;
            try (InputStream stream = process.getInputStream()) {
                output = new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Outcome(-1, program + " did not end within " + limit + ". " + output);
            }
            return new Outcome(process.exitValue(), output);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while " + program + " was running", interrupted);
        } finally {
            process.destroy();
        }
    }

    /**
     * How a program ended.
     *
     * @param exitCode 0 when it did what it was asked for
     * @param output what it printed
     */
    record Outcome(int exitCode, String output) {}
}
