package io.mandi.http.cli;

import io.mandi.cluster.NodeSettings;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Tokens;
import io.mandi.http.node.DemoMarket;
import io.mandi.http.node.Node;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs a node with a market to try things on. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Runs a node with a demo market and prints requests to try. Data stays for the next start.")
final class UpCommand implements Callable<Integer> {
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(12);

    @Override
    public Integer call() throws Exception {
        NodeSettings settings = Settings.load();
        String secret = Settings.secret(settings);
        RunningNode.run(settings, secret, node -> {
            Optional<DemoMarket.Shown> shown = DemoMarket.open(node);
            String token = new Tokens(secret, InstantSource.system())
                    .issue(
                            "demo-operator",
                            DemoMarket.ORGANIZATION,
                            UserType.INTERNAL,
                            Optional.empty(),
                            Optional.empty(),
                            TOKEN_LIFETIME);
            System.out.println(greeting(node, token)
                    + shown.map(found -> desk(node, found)).orElse(""));
            System.out.flush();
        });
        return 0;
    }

    private static String greeting(Node node, String token) {
        return """

            Mandi listens on %1$s with the demo market of the organisation "%2$s":
            instruments COTTON-29MM, WHEAT-LOKWAN and CHANA-DESI; partners %5$s.
            Stop with Ctrl-C; the data stays.

            Paste these into another terminal. Sell 50 bales of cotton, buy 25 of them, look at the trade and the book:

            TOKEN=%3$s

            curl -sS %1$s/api/v1/orders -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: %6$s" -d '{"instrument":"%4$s","partner_id":"ginner-01","side":"SELL","type":"LIMIT","price":"57500.00","quantity":"50"}'

            curl -sS %1$s/api/v1/orders -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -H "Idempotency-Key: %7$s" -d '{"instrument":"%4$s","partner_id":"mill-01","side":"BUY","type":"LIMIT","price":"57600.00","quantity":"25"}'

            curl -sS %1$s/api/v1/instruments/%4$s/trades -H "Authorization: Bearer $TOKEN"

            curl -sS %1$s/api/v1/instruments/%4$s/book -H "Authorization: Bearer $TOKEN"
            """.formatted(
                        node.url(),
                        DemoMarket.ORGANIZATION,
                        token,
                        DemoMarket.COTTON,
                        String.join(", ", DemoMarket.PARTNERS),
                        UUID.randomUUID(),
                        UUID.randomUUID());
    }

    private static String desk(Node node, DemoMarket.Shown shown) {
        return """

            There are lots of cotton and needs too. What suits the need of a spinner at Rajkot, why, 20 bales of the best, what of
            the spinner's credit is on hold then, and back again (the same key brings the same answer, which has the id):

            curl -sS "%1$s/requirements/%2$s/matches" -H "Authorization: Bearer $TOKEN"

            curl -sS "%1$s/matches/explain?requirement_id=%2$s&availability_id=%3$s" -H "Authorization: Bearer $TOKEN"

            %5$s

            curl -sS "%1$s/partners/%4$s/exposure" -H "Authorization: Bearer $TOKEN"

            curl -sS -X DELETE "%1$s/reservations/$(%5$s | sed -n 's/.*"reservation_id":"\\([^"]*\\)".*/\\1/p')" -H "Authorization: Bearer $TOKEN"

            10 bales that become a trade, which is binding, its acknowledgement by the seller, and all trades of the desk:

            %6$s

            curl -sS -X POST "%1$s/trades/$(%6$s | sed -n 's/.*"id":"\\(dtr_[^"]*\\)".*/\\1/p')/confirm" -H "Authorization: Bearer $TOKEN"

            curl -sS "%1$s/trades?kind=DESK" -H "Authorization: Bearer $TOKEN"
            """.formatted(
                        node.url() + "/api/v1",
                        shown.need(),
                        shown.lot(),
                        shown.buyer(),
                        reserve(node, shown, 20),
                        trade(node, shown));
    }

    private static String trade(Node node, DemoMarket.Shown shown) {
        return "curl -sS \"%s/api/v1/trades\" -H \"Authorization: Bearer $TOKEN\" -H \"Content-Type: application/json\" -H \"Idempotency-Key: %s\" -d \"{\\\"reservation_id\\\":\\\"$(%s | sed -n 's/.*\"reservation_id\":\"\\([^\"]*\\)\".*/\\1/p')\\\"}\""
                .formatted(node.url(), UUID.randomUUID(), reserve(node, shown, 10));
    }

    private static String reserve(Node node, DemoMarket.Shown shown, int bales) {
        return "curl -sS \"%s/api/v1/availabilities/%s/reservations\" -H \"Authorization: Bearer $TOKEN\" -H \"Content-Type: application/json\" -H \"Idempotency-Key: %s\" -d '{\"quantity\":\"%d\",\"requirement_id\":\"%s\"}'"
                .formatted(node.url(), shown.lot(), UUID.randomUUID(), bales, shown.need());
    }
}
