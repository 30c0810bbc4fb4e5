package io.mandi.http.cli;

import io.mandi.cluster.InvalidSettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: what it can do, and how failures are told. */
@Command(
        name = "mandi",
        mixinStandardHelpOptions = true,
        version = "Mandi 0.1.0",
        description = "A matching and trading engine for physical commodities.",
        footer = {"", "Settings come from the environment and a file .env; .env.example explains all of them."},
        subcommands = {
            UpCommand.class,
            ServeCommand.class,
            TokenCommand.class,
            ReplayCommand.class,
            ImportCommand.class,
            ListenCommand.class,
            MigrateCommand.class,
            QuarantineCommand.class,
            ProjectionsCommand.class,
            AuditCommand.class
        })
public final class MandiCommand implements Runnable {
    /** Something failed while running. */
    static final int FAILURE = 1;

    @Spec
    private CommandSpec spec;

    MandiCommand() {}

    /** @return the exit status: 0 done, 1 failed, 2 wrong arguments or settings */
    public static int run(String... args) {
        return new CommandLine(new MandiCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    commandLine.getErr().println("mandi: " + message(failure));
                    return failure instanceof InvalidSettingsException ? CommandLine.ExitCode.USAGE : FAILURE;
                })
                .execute(args);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
