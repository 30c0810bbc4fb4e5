package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.engine.catalog.Instrument;
import io.mandi.http.auth.Tokens;
import io.mandi.http.node.DemoMarket;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends an order-flow file through the HTTP API. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Sends an order-flow file to a node, strictly in its order, and prints a summary as JSON.",
            "The file is CSV with the header seq,ts_ms,op,id,side,price,quantity; op is submit or cancel."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    @Parameters(paramLabel = "FILE.csv", description = "The order-flow file.")
    private Path file;

    @Option(names = "--instrument", required = true, paramLabel = "SYMBOL", description = "Whose book it goes to.")
    private String symbol;

    @Option(names = "--url", paramLabel = "URL", description = "The node. Default: HTTP_HOST and HTTP_PORT here.")
    private Optional<URI> url;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Of an INTERNAL user. Default: one for the organisation demo, made with the secret here.")
    private Optional<String> token;

    @Option(
            names = "--partner",
            defaultValue = "replay",
            paramLabel = "PARTNER",
            description = "Whose orders they are. Default: ${DEFAULT-VALUE}.")
    private String partner;

    @Option(
            names = "--batch",
            defaultValue = "500",
            paramLabel = "N",
            description = "Rows of one request, 1 to 500. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        require(Instrument.SYMBOL.matcher(symbol).matches(), "--instrument is not a symbol");
        require(Tokens.PARTNER.matcher(partner).matches(), "--partner is not an id");
        require(batch >= 1 && batch <= 500, "--batch must be 1 to 500");
        NodeSettings settings = Settings.load();
        URI node = url.orElseGet(() -> URI.create(
                "http://" + settings.http().host() + ":" + settings.http().port()));
        String bearer = token.isPresent() ? token.get() : demoToken(settings);
        OrderFlowReplay replay = new OrderFlowReplay(node, bearer, symbol, partner, batch);
        System.out.println(replay.run(file, Settings.isTerminal() ? System.err::print : line -> {}));
        return 0;
    }

    private static String demoToken(NodeSettings settings) throws IOException {
        return new Tokens(Settings.secret(settings), InstantSource.system())
                .issue(
                        "replay",
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
}
