package io.mandi.http.cli;

import io.mandi.http.node.NodeDatabase;
import io.mandi.persistence.book.PostgresQuarantine;
import io.mandi.persistence.book.QuarantinedBook;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the books that are not served because what is stored of them is damaged. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the books that are not served because what is stored of them is damaged.",
            "Works on DATABASE_URL, or on the embedded database in DATA_DIR, also while a node runs on it.",
            "The exit status is 0 when there is none, and 3 when there are."
        })
final class QuarantineCommand implements Callable<Integer> {
    /** For scripts that watch. */
    static final int SOME = 3;

    @Override
    public Integer call() throws Exception {
        List<QuarantinedBook> books;
        try (NodeDatabase database = NodeDatabase.openBeside(Settings.load())) {
            books = PostgresQuarantine.list(database.pools().queries().dataSource());
        }
        for (QuarantinedBook book : books) {
            System.out.println(book.book().persistenceId() + "  since " + book.since() + "  " + book.reason());
        }
        if (books.isEmpty()) {
            System.out.println("no book is in quarantine");
        }
        return books.isEmpty() ? 0 : SOME;
    }
}
