package io.mandi.bench;

import io.mandi.cluster.Logging;
import io.mandi.cluster.NodeSettings.LogFormat;
import io.mandi.cluster.NodeSettings.LogSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks' command line; {@code bench/run} starts it. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures Mandi; bench/README.md says what each command measures and how to read it.",
        subcommands = {
            DurableCommand.class,
            CoreCommand.class,
            OverloadCommand.class,
            RecoveryCommand.class,
            DeskCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        Logging.configure(new LogSettings(LogFormat.TEXT, "WARN"), true);
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    commandLine.getErr().println("bench: " + failure);
                    return 1;
                })
                .execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
