package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import io.mandi.http.node.NodeDatabase;
import io.mandi.persistence.trail.TrailVerification;
import io.mandi.persistence.trail.TrailVerification.PutDown;
import io.mandi.persistence.trail.TrailVerification.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Looks whether the events are those that were written. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Looks whether the events are those that were written.",
            "Works on DATABASE_URL, or on the embedded database in DATA_DIR, also while a node runs on it."
        })
final class AuditCommand {
    private static final Pattern HEAD = Pattern.compile("([A-Za-z0-9-]{1,64}) +([0-9]{1,18}) +([0-9a-f]{64})");

    @Spec
    private CommandSpec spec;

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Makes the audit trail anew from the journal and compares it with the one that is kept. Prints for"
                        + " each",
                "organisation its number of events and the hash of the last one; keep these lines elsewhere, and give",
                "them back later with --heads: who changes the journal and all hashes is found by that alone.",
                "Exits with 1 when something was changed, removed or added."
            })
    int verify(
            @Option(names = "--heads", paramLabel = "FILE", description = "Lines that an earlier verify printed.")
                    Path heads)
            throws Exception {
        List<PutDown> earlier = heads == null ? List.of() : read(heads);
        NodeSettings settings = Settings.load();
        boolean whole = true;
        try (NodeDatabase database = NodeDatabase.openBeside(settings)) {
            for (Result result : TrailVerification.run(
                    database.pools().queries().dataSource(),
                    settings.projections().page(),
                    earlier)) {
                if (result.flaw().isPresent()) {
                    whole = false;
                    System.err.println("mandi: " + result.organization() + ": "
                            + result.flaw().get());
                } else {
                    System.out.println(result.organization() + " " + result.position() + " " + result.hash());
                }
            }
        }
        return whole ? 0 : MandiCommand.FAILURE;
    }

    private List<PutDown> read(Path file) throws IOException {
        List<PutDown> heads = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            Matcher head = HEAD.matcher(line.strip());
            if (!head.matches()) {
                throw new ParameterException(
                        spec.commandLine(), "a line of --heads is not as verify prints it: " + line.strip());
            }
            heads.add(new PutDown(head.group(1), Long.parseLong(head.group(2)), head.group(3)));
        }
        return heads;
    }
}
