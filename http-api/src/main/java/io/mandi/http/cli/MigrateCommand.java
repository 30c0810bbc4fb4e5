package io.mandi.http.cli;

import io.mandi.http.node.NodeDatabase;
import io.mandi.persistence.migration.MigrationStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Looks at the database schema and changes its version. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Works on DATABASE_URL, or on the embedded database in DATA_DIR while no node runs on it.",
            "status lists the migrations, up applies what is pending, down undoes the newest."
        })
final class MigrateCommand implements Callable<Integer> {
    private enum Action {
        STATUS,
        UP,
        DOWN
    }

    @Parameters(paramLabel = "status|up|down", description = "What to do.")
    private Action action;

    @Override
    public Integer call() {
        try (NodeDatabase database = NodeDatabase.openForCommand(Settings.load())) {
            switch (action) {
                case STATUS ->
                    database.migrations()
                            .status()
                            .forEach(migration -> print(
                                    migration,
                                    migration
                                            .appliedAt()
                                            .map(at -> "applied " + at)
                                            .orElse("pending")));
                case UP -> {
                    List<MigrationStatus> applied = database.migrations().up();
                    applied.forEach(migration -> print(migration, "applied"));
                    if (applied.isEmpty()) {
                        System.out.println("nothing is pending");
                    }
                }
                case DOWN -> {
                    Optional<MigrationStatus> undone = database.migrations().down();
                    undone.ifPresentOrElse(
                            migration -> print(migration, "undone"), () -> System.out.println("nothing is applied"));
                }
            }
        }
        return 0;
    }

    private static void print(MigrationStatus migration, String what) {
        System.out.println(migration.id() + "  " + migration.description() + "  " + what);
    }
}
