package io.mandi.http.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.mandi.cluster.Environment;
import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Decimal;
import io.mandi.http.auth.Tokens;
import io.mandi.http.node.DemoMarket;
import io.mandi.http.report.ImportSummary;
import io.mandi.http.report.LotImport;
import io.mandi.http.report.LotImportPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings in what others publish, through the HTTP API. */
@Command(name = "import", mixinStandardHelpOptions = true, description = "Brings in what others publish.")
final class ImportCommand implements Runnable {
    /** The file was read to its end, and not each row has become a lot. */
    static final int NOT_ALL = 3;

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);
    private static final Pattern CATEGORY = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");
    private static final Pattern HSN_CODE = Pattern.compile("[0-9]{4}([0-9]{2}){0,2}");

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    @Command(
            name = "lots",
            mixinStandardHelpOptions = true,
            description = {
                "Posts each row of a report of agricultural markets as a lot, and prints a summary as JSON.",
                "The file is a report of arrivals, with the header"
                        + " commodity,state,market,date,arrivals_tonnes,variety,",
                "min_rs_per_quintal,max_rs_per_quintal,modal_rs_per_quintal, or one of prices, without a header:"
                        + " State,",
                "District, Market, Commodity, Variety, Grade, dd/mm/yyyy, and the same three prices.",
                "A lot is as much as arrived, at the modal price, where the market is. A row that was imported in the"
                        + " last",
                "24 hours by the same user for the same seller is not posted again."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:each row is a lot",
                "1:the node was given up, or the file is no report",
                "2:wrong arguments",
                "3:rows that were bad, or that the node has refused"
            })
    int lots(
            @Parameters(paramLabel = "FILE.csv", description = "The report.") Path file,
            @Option(names = "--seller", required = true, paramLabel = "PARTNER", description = "Whose lots they are.")
                    String seller,
            @Option(
                            names = "--url",
                            paramLabel = "URL",
                            description = "The node. Default: HTTP_HOST and HTTP_PORT here.")
                    Optional<URI> url,
            @Option(
                            names = "--token",
                            paramLabel = "TOKEN",
                            description = "Default: one for staff of the organisation demo, made with the secret here.")
                    Optional<String> token,
            @Option(names = "--as-of", paramLabel = "DATE", description = "Only rows of this day, as 2024-02-06.")
                    Optional<LocalDate> asOf,
            @Option(
                            names = "--expires-at",
                            paramLabel = "TIME",
                            description = "When the lots end, as 2024-02-29T18:30:00Z. Default: the next midnight.")
                    Optional<Instant> expiresAt,
            @Option(
                            names = "--tonnes",
                            paramLabel = "N",
                            description = "How much a lot is whose report does not tell what arrived.")
                    Optional<String> tonnes,
            @Option(names = "--limit", paramLabel = "N", description = "Most lots. Default: all.") Optional<Long> limit,
            @Option(
                            names = "--create-missing",
                            description = "Creates commodities and locations that the catalogue does not have;"
                                    + " without it their rows are bad.")
                    boolean createMissing,
            @Option(
                            names = "--category",
                            defaultValue = "AGRICULTURE",
                            paramLabel = "NAME",
                            description = "Of commodities that are created. Default: ${DEFAULT-VALUE}.")
                    String category,
            @Option(
                            names = "--hsn-code",
                            defaultValue = "1404",
                            paramLabel = "CODE",
                            description =
                                    "Of commodities that are created. Default: ${DEFAULT-VALUE}, vegetable products"
                                            + " that are named nowhere else.")
                    String hsnCode,
            @Option(
                            names = "--dry-run",
                            description =
                                    "Reads the file and the catalogue, says what would be done, and does nothing.")
                    boolean dryRun,
            @Option(
                            names = "--rejects",
                            paramLabel = "FILE",
                            description =
                                    "Where a line is written for each row that has not become a lot, instead of the"
                                            + " error stream.")
                    Optional<Path> rejects,
            @Option(
                            names = "--parallel",
                            defaultValue = "16",
                            paramLabel = "N",
                            description = "Requests at a time, 1 to 256. Default: ${DEFAULT-VALUE}.")
                    int parallel,
            @Option(
                            names = "--patience",
                            defaultValue = "2m",
                            converter = TimeSpan.class,
                            paramLabel = "TIME",
                            description =
                                    "How long a row is tried that gets no certain answer. Default: ${DEFAULT-VALUE}.")
                    Duration patience)
            throws Exception {
        require(Tokens.PARTNER.matcher(seller).matches(), "--seller is not an id");
        require(parallel >= 1 && parallel <= LotImportPlan.MAX_PARALLEL, "--parallel must be 1 to 256");
        require(limit.orElse(1L) >= 1, "--limit must be at least 1");
        require(CATEGORY.matcher(category).matches(), "--category must be capitals, as SPICE");
        require(HSN_CODE.matcher(hsnCode).matches(), "--hsn-code must be 4, 6 or 8 digits");
        Optional<Decimal> quantity = tonnes.flatMap(Decimal::parse)
                .filter(number -> number.toBigDecimal().signum() > 0);
        require(tonnes.isEmpty() || quantity.isPresent(), "--tonnes must be a number above 0, as 12.5");
        NodeSettings settings = Settings.load();
        LotImportPlan plan = new LotImportPlan(
                url.orElseGet(() -> URI.create("http://" + settings.http().host() + ":"
                        + settings.http().port())),
                token.isPresent() ? token.get() : demoToken(settings),
                seller,
                asOf,
                expiresAt,
                quantity,
                limit.map(OptionalLong::of).orElse(OptionalLong.empty()),
                dryRun,
                new LotImportPlan.Missing(createMissing, category, hsnCode),
                parallel,
                patience);
        return rejects.isPresent() ? run(plan, file, rejects.get()) : run(plan, file, System.err::println);
    }

    private static int run(LotImportPlan plan, Path file, Path rejects) throws Exception {
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(rejects))) {
            int status = run(plan, file, lines::println);
            if (lines.checkError()) {
                throw new IOException(rejects + " could not be written");
            }
            return status;
        }
    }

    private static int run(LotImportPlan plan, Path file, Consumer<String> rejects) throws Exception {
        boolean terminal = Settings.isTerminal();
        ImportSummary summary = new LotImport(
                        plan, rejects, line -> System.err.print(terminal ? "\r" + line + "   " : line + "\n"))
                .run(file);
        if (terminal) {
            System.err.println();
        }
        System.out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(summary));
        if (!summary.stopped().isEmpty()) {
            System.err.println("mandi: " + summary.stopped());
            return MandiCommand.FAILURE;
        }
        return summary.isClean() ? 0 : NOT_ALL;
    }

    private static String demoToken(NodeSettings settings) throws IOException {
        return new Tokens(Settings.secret(settings), InstantSource.system())
                .issue(
                        "import",
                        DemoMarket.ORGANIZATION,
                        UserType.INTERNAL,
                        Optional.empty(),
                        Optional.empty(),
                        TOKEN_LIFETIME);
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), rule);
        }
    }

    private static final class TimeSpan implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Environment.parseDuration(text)
                    .filter(Duration::isPositive)
                    .orElseThrow(() -> new CommandLine.TypeConversionException("must be a time as 90s, 30m or 12h"));
        }
    }
}
