package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import io.mandi.http.node.NodeDatabase;
import io.mandi.http.node.NodeProjections;
import io.mandi.persistence.projection.Projection;
import io.mandi.persistence.projection.ProjectionRebuild;
import io.mandi.persistence.projection.ProjectionStatus;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at the tables that are made of the log, and makes them anew. */
@Command(
        name = "projections",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at the tables that are made of the log, and makes them anew.",
            "Works on DATABASE_URL, or on the embedded database in DATA_DIR, also while a node runs on it."
        })
final class ProjectionsCommand {
    private static final int PAGES_BETWEEN_WORDS = 100;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Lists the projections: events that each has not taken in, and when its last one happened.")
    int status() throws Exception {
        try (NodeDatabase database = NodeDatabase.openBeside(Settings.load())) {
            DataSource connections = database.pools().queries().dataSource();
            for (Projection projection : NodeProjections.all()) {
                ProjectionStatus status = ProjectionStatus.of(connections, projection);
                System.out.println(status.name() + "  behind " + status.behind() + "  last event "
                        + status.lastEvent().map(Object::toString).orElse("none"));
            }
        }
        return 0;
    }

    @Command(
            name = "rebuild",
            mixinStandardHelpOptions = true,
            description = {
                "Makes a projection's tables anew from the first event on, while nodes go on serving the old ones,",
                "and then puts right every row that differs. Says how many these were."
            })
    int rebuild(@Parameters(paramLabel = "NAME", description = "A projection, as status lists it.") String name)
            throws Exception {
        Projection projection = NodeProjections.all().stream()
                .filter(known -> known.name().equals(name))
                .findAny()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "there is no projection " + name + "; there are "
                                + NodeProjections.all().stream()
                                        .map(Projection::name)
                                        .toList()));
        NodeSettings settings = Settings.load();
        try (NodeDatabase database = NodeDatabase.openBeside(settings)) {
            Map<String, Long> differing = ProjectionRebuild.run(
                    database.pools().queries().dataSource(),
                    projection,
                    settings.projections().page(),
                    pages -> {
                        if (pages % PAGES_BETWEEN_WORDS == 0) {
                            System.err.println(pages * settings.projections().page() + " events");
                        }
                    });
            differing.forEach((table, rows) -> System.out.println(table + "  rows put right " + rows));
        }
        return 0;
    }
}
