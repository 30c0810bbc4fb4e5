package io.mandi.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mandi.engine.book.UserType;
import io.mandi.http.auth.Permission;
import io.mandi.http.stream.StreamContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live stream over real sockets: who gets what, and in which order. */
class StreamIT {
    private static final TestNode NODE = TestNode.shared();
    private static final String STAFF =
            TestNode.token(TestNode.ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty());
    private static final String OTHER_STAFF =
            TestNode.token(TestNode.OTHER_ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty());

    private String symbol;

    @BeforeEach
    void openMarket() {
        symbol = NODE.openMarket();
    }

    private static String partnerToken(String partner) {
        return TestNode.token(TestNode.ORGANIZATION, "user-of-" + partner, UserType.EXTERNAL, Optional.of(partner));
    }

    private JsonNode order(String partner, String side, String quantity, String price) {
        return Orders.limit(symbol, partner, side, quantity, price);
    }

    private static StreamClient staff() {
        return StreamClient.bearing(NODE, STAFF);
    }

    // ---------------------------------------------------------------------------------------------------- a market

    @Test
    void tellsABookAndThenEachChangeWithTheChecksumOfTheWhole() {
        NODE.staff().place(order("mill", "SELL", "5", "101.00"));
        try (StreamClient client = staff()) {
            client.subscribe("book:" + symbol);
            assertThat(client.next("subscribed").path("resumed").booleanValue()).isFalse();
            StreamBook book = new StreamBook(client.next("snapshot"));
            assertThat(book.asks()).containsExactly(List.of("101.00", "5", "1"));

            NODE.staff().place(order("mill", "SELL", "2", "100.50"));
            NODE.staff().place(order("gin", "BUY", "3", "101.00"));
            NODE.staff().place(order("gin", "BUY", "1", "99.50"));
            while (book.sequence() < NODE.staff().book(symbol).path("sequence").longValue()) {
                book.take(client.next("change"));
            }
            assertThat(book.asks()).containsExactly(List.of("101.00", "4", "1"));
            assertThat(book.bids()).containsExactly(List.of("99.50", "1", "1"));
            book.assertSameAs(NODE.staff().book(symbol));
        }
    }

    @Test
    void tellsTradesNumberedWithoutAGapAndTheTicker() {
        NODE.staff().place(order("mill", "SELL", "5", "101.00"));
        NODE.staff().place(order("gin", "BUY", "1", "101.00"));
        try (StreamClient client = staff()) {
            client.subscribe("trades:" + symbol, "ticker:" + symbol);
            client.next("subscribed");
            JsonNode trades = client.next("snapshot");
            assertThat(trades.path("sequence").longValue()).isEqualTo(1);
            assertThat(trades.path("trades")).isEqualTo(NODE.staff().trades(symbol));
            client.next("subscribed");
            JsonNode ticker = client.next("snapshot");
            assertThat(ticker.at("/ask/1").textValue()).isEqualTo("4");
            assertThat(ticker.path("bid").isNull()).isTrue();
            assertThat(ticker.path("last_price").textValue()).isEqualTo("101.00");

            NODE.staff().place(order("gin", "BUY", "2", "101.00"));
            JsonNode traded = client.next("change");
            assertThat(traded.path("previous").longValue()).isEqualTo(1);
            assertThat(traded.path("sequence").longValue()).isEqualTo(2);
            assertThat(traded.at("/trades/0"))
                    .isEqualTo(NODE.staff().trades(symbol).get(0));
            JsonNode ticked = client.next("change");
            assertThat(ticked.path("previous")).isEqualTo(ticker.path("sequence"));
            assertThat(ticked.at("/ask/1").textValue()).isEqualTo("2");
        }
    }

    @Test
    void goesOnWhereAClientWas() {
        StreamBook book;
        long tradesSeen;
        try (StreamClient client = staff()) {
            client.subscribe("book:" + symbol, "trades:" + symbol);
            client.next("subscribed");
            book = new StreamBook(client.next("snapshot"));
            client.next("subscribed");
            tradesSeen = client.next("snapshot").path("sequence").longValue();
        }
        NODE.staff().place(order("mill", "SELL", "5", "101.00"));
        NODE.staff().place(order("gin", "BUY", "2", "101.00"));
        NODE.staff().place(order("gin", "BUY", "1", "101.00"));
        long sequence = NODE.staff().book(symbol).path("sequence").longValue();
        try (StreamClient client = staff()) {
            client.resume("book:" + symbol, book.sequence());
            assertThat(client.next("subscribed").path("resumed").booleanValue()).isTrue();
            while (book.sequence() < sequence) {
                book.take(client.next("change"));
            }
            book.assertSameAs(NODE.staff().book(symbol));
            client.resume("trades:" + symbol, tradesSeen);
            assertThat(client.next("subscribed").path("resumed").booleanValue()).isTrue();
            JsonNode missed = client.next("change");
            assertThat(missed.path("previous").longValue()).isEqualTo(tradesSeen);
            assertThat(missed.path("trades")).hasSize(2);
        }
    }

    @Test
    void saysSoWhenAClientCannotGoOnWhereItWas() {
        NODE.staff().place(order("mill", "SELL", "5", "101.00"));
        for (String channel : List.of("book:", "trades:")) {
            try (StreamClient client = staff()) {
                client.resume(channel + symbol, 4_711);
                assertThat(client.next("subscribed").path("resumed").booleanValue())
                        .isFalse();
                assertThat(client.next("notice").path("reason").textValue()).isEqualTo("not_resumed");
                client.next("snapshot");
            }
        }
    }

    @Test
    void tellsNothingMoreOfAChannelThatWasLeft() {
        try (StreamClient client = staff()) {
            client.subscribe("book:" + symbol);
            client.next("subscribed");
            client.next("snapshot");
            client.send("{'op':'unsubscribe','id':'u','channels':['book:" + symbol + "']}");
            assertThat(client.next("unsubscribed").path("id").textValue()).isEqualTo("u");
            NODE.staff().place(order("mill", "SELL", "5", "101.00"));
            client.subscribe("book:" + symbol);
            client.next("subscribed");
            // The snapshot is of what the node knows; the order may come behind it.
            StreamBook book = new StreamBook(client.next("snapshot"));
            while (book.asks().isEmpty()) {
                book.take(client.next("change"));
            }
            book.assertSameAs(NODE.staff().book(symbol));
        }
    }

    // ---------------------------------------------------------------------------------------------------- who may

    @Test
    void takesTheTokenInTheFirstMessage() {
        try (StreamClient client = StreamClient.open(NODE, Optional.empty())) {
            assertThat(client.next("welcome").path("authenticated").booleanValue())
                    .isFalse();
            client.subscribe("book:" + symbol);
            client.error("token_missing");
            client.send("{'op':'authenticate','id':'1','token':'" + STAFF + "'}");
            JsonNode authenticated = client.next("authenticated");
            assertThat(authenticated.path("user").textValue()).isEqualTo("clerk");
            assertThat(authenticated.path("id").textValue()).isEqualTo("1");
            client.subscribe("book:" + symbol);
            client.next("subscribed");
        }
    }

    @Test
    void refusesATokenThatIsNoGoodWhereverItStands() {
        assertThat(StreamClient.refusedUpgrade(NODE, Optional.of(STAFF + "x"))).isEqualTo(401);
        try (StreamClient client = StreamClient.open(NODE, Optional.empty())) {
            client.next("welcome");
            client.send("{'op':'authenticate','token':'" + STAFF + "x'}");
            client.error("token_invalid");
            assertThat(client.closeCode()).isEqualTo(1008);
        }
        NODE.anonymous().get("/api/v1/stream?token=" + STAFF).problem(400, "unknown_parameter");
        NODE.staff().get("/api/v1/stream").problem(426, "upgrade_required");
    }

    @Test
    void takesAFreshTokenOfTheSameUserAndOfNobodyElse() {
        try (StreamClient client = staff()) {
            client.send("{'op':'authenticate','token':'"
                    + TestNode.token(TestNode.ORGANIZATION, "clerk", UserType.INTERNAL, Optional.empty()) + "'}");
            client.next("authenticated");
            for (String other : List.of(OTHER_STAFF, partnerToken("mill"))) {
                client.send("{'op':'authenticate','token':'" + other + "'}");
                client.error("token_of_another_user");
            }
        }
    }

    /** Of the list of channels, so that a new one cannot be forgotten. */
    @Test
    void noChannelTellsAnythingOfAnotherTenant() {
        NODE.staff().place(order("mill", "SELL", "5", "101.00"));
        for (String channel : StreamContract.channelsAndPermissions(symbol).keySet()) {
            try (StreamClient client = StreamClient.bearing(NODE, OTHER_STAFF)) {
                client.subscribe(channel);
                if (channel.contains(":")) {
                    client.error("not_found");
                } else {
                    client.next("subscribed");
                    JsonNode snapshot = client.next("snapshot");
                    assertThat(snapshot.toString()).doesNotContain(symbol);
                }
                NODE.staff().place(order("gin", "BUY", "1", "101.00"));
                assertThat(client.untilPong()).as(channel).isEmpty();
            }
        }
    }

    @Test
    void everyChannelNeedsItsPermission() {
        StreamContract.channelsAndPermissions(symbol).forEach((channel, permission) -> {
            Set<Permission> others = EnumSet.complementOf(EnumSet.of(Permission.valueOf(permission)));
            String token = TestNode.tokens()
                    .issue(
                            "narrow",
                            TestNode.ORGANIZATION,
                            UserType.INTERNAL,
                            Optional.empty(),
                            Optional.of(others),
                            Duration.ofMinutes(5));
            try (StreamClient client = StreamClient.bearing(NODE, token)) {
                client.subscribe(channel);
                assertThat(client.error("permission_denied").path("detail").textValue())
                        .contains(permission);
            }
        });
    }

    // ---------------------------------------------------------------------------------------------------- one's own

    /** What was done a moment ago may not be in what the stream reads. */
    private static void awaitInTrail(String orderId) {
        await().until(() -> !NODE.staff()
                .get("/api/v1/audit?entity=" + orderId)
                .json(200)
                .path("items")
                .isEmpty());
    }

    private static void begins(StreamClient client, String channel) {
        client.subscribe(channel);
        client.next("subscribed");
        client.next("snapshot");
    }

    @Test
    void tellsAPartnerItsOrdersAlsoWhenOthersTradeWithThem() {
        String seller = "mill-" + symbol;
        String buyer = "gin-" + symbol;
        try (StreamClient mill = StreamClient.bearing(NODE, partnerToken(seller));
                StreamClient gin = StreamClient.bearing(NODE, partnerToken(buyer))) {
            begins(mill, "orders");
            begins(gin, "orders");
            String sell = NODE.staff().placed(order(seller, "SELL", "5", "101.00"));
            JsonNode came = mill.next("change");
            assertThat(came.at("/orders/0/id").textValue()).isEqualTo(sell);
            String buy = NODE.staff().placed(order(buyer, "BUY", "2", "101.00"));
            JsonNode filled = mill.next("change");
            assertThat(filled.path("orders")).hasSize(1);
            assertThat(filled.at("/orders/0"))
                    .isEqualTo(NODE.staff().order(sell).json(200));
            assertThat(filled.at("/orders/0/filled_quantity").textValue()).isEqualTo("2");
            assertThat(filled.path("previous")).isEqualTo(came.path("sequence"));
            JsonNode own = gin.next("change");
            assertThat(own.path("orders")).hasSize(1);
            assertThat(own.at("/orders/0/id").textValue()).isEqualTo(buy);
            NODE.staff().cancel(sell).json(200);
            assertThat(mill.next("change").at("/orders/0/status").textValue()).isEqualTo("CANCELLED");
            assertThat(gin.untilPong()).isEmpty();
        }
    }

    /** They are numbered with those of the books. */
    @Test
    void goesOnPastEventsThatAreOfNoBook() {
        String partner = "past-" + symbol;
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
            begins(client, "orders");
            NODE.staff()
                    .post("/api/v1/locations", "{\"name\":\"Yard of " + symbol + "\",\"country\":\"IN\"}")
                    .json(201);
            String placed = NODE.staff().placed(order(partner, "SELL", "5", "101.00"));
            assertThat(client.next("change").at("/orders/0/id").textValue()).isEqualTo(placed);
        }
    }

    @Test
    void showsOpenOrdersAndLastTradesFirst() {
        String partner = "first-" + symbol;
        String open = NODE.staff().placed(order(partner, "SELL", "5", "101.00"));
        String closed = NODE.staff().placed(order(partner, "SELL", "5", "102.00"));
        NODE.staff().cancel(closed).json(200);
        awaitInTrail(NODE.staff().placed(order("gin", "BUY", "2", "101.00")));
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
            client.subscribe("orders");
            client.next("subscribed");
            JsonNode orders = client.next("snapshot");
            assertThat(orders.path("orders")).hasSize(1);
            assertThat(orders.at("/orders/0"))
                    .isEqualTo(NODE.staff().order(open).json(200));
            assertThat(orders.path("complete").booleanValue()).isTrue();
            client.subscribe("trades");
            client.next("subscribed");
            assertThat(client.next("snapshot").path("trades"))
                    .isEqualTo(NODE.staff().trades(symbol));
            NODE.staff().place(order("gin", "BUY", "1", "101.00"));
            JsonNode ordered = client.next("change");
            JsonNode traded = client.next("change");
            assertThat(List.of(
                            ordered.path("channel").textValue(),
                            traded.path("channel").textValue()))
                    .containsExactlyInAnyOrder("orders", "trades");
        }
    }

    @Test
    void goesOnBehindANumberWithEverythingThatWasMissed() {
        String partner = "back-" + symbol;
        long seen;
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
            begins(client, "orders");
            NODE.staff().place(order(partner, "SELL", "5", "101.00"));
            seen = client.next("change").path("sequence").longValue();
        }
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            missed.add(NODE.staff().placed(order(partner, "SELL", "1", "10" + i + ".00")));
            NODE.staff().place(order("other-" + symbol, "SELL", "1", "150.00"));
        }
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
            client.resume("orders", seen);
            assertThat(client.next("subscribed").path("resumed").booleanValue()).isTrue();
            long last = seen;
            for (String id : missed) {
                JsonNode change = client.next("change");
                assertThat(change.path("previous").longValue()).isEqualTo(last);
                assertThat(change.at("/orders/0/id").textValue()).isEqualTo(id);
                last = change.path("sequence").longValue();
            }
            assertThat(client.untilPong()).isEmpty();
        }
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
            client.resume("orders", Long.MAX_VALUE);
            assertThat(client.next("subscribed").path("resumed").booleanValue()).isFalse();
            assertThat(client.next("notice").path("reason").textValue()).isEqualTo("not_resumed");
            assertThat(client.next("snapshot").path("orders")).hasSize(6);
        }
    }

    @Test
    void letsStaffFollowOnePartnerOrAll() {
        try (StreamClient client = staff()) {
            client.send("{'op':'subscribe','channels':['orders'],'partner_id':'one-" + symbol + "'}");
            assertThat(client.next("subscribed").path("partner_id").textValue()).isEqualTo("one-" + symbol);
            client.next("snapshot");
            NODE.staff().place(order("two-" + symbol, "SELL", "5", "101.00"));
            NODE.staff().place(order("one-" + symbol, "SELL", "5", "101.00"));
            assertThat(client.next("change").at("/orders/0/partner_id").textValue())
                    .isEqualTo("one-" + symbol);
        }
        try (StreamClient client = staff()) {
            begins(client, "orders");
            String id = NODE.staff().placed(order("two-" + symbol, "SELL", "5", "101.00"));
            client.next(message -> message.at("/orders/0/id").asText().equals(id));
        }
    }

    /** Of the list of channels, so that a new one cannot be forgotten. */
    @Test
    void noChannelTellsAPartnerAnythingOfAnother() {
        String spy = partnerToken("spy-" + symbol);
        String partner = "mill-" + symbol;
        NODE.staff().place(order(partner, "SELL", "5", "101.00"));
        NODE.staff().place(order("gin", "BUY", "1", "101.00"));
        for (String channel : StreamContract.channelsAndPermissions(symbol).keySet()) {
            if (channel.contains(":")) {
                // The market is everyone's; who is behind it is not told.
                try (StreamClient client = StreamClient.bearing(NODE, spy)) {
                    client.subscribe(channel);
                    client.next("subscribed");
                    assertThat(client.next("snapshot").toString()).doesNotContain("mill", "gin", "partner");
                }
                continue;
            }
            try (StreamClient client = StreamClient.bearing(NODE, spy)) {
                client.send("{'op':'subscribe','channels':['" + channel + "'],'partner_id':'" + partner + "'}");
                client.error("not_found");
                client.subscribe(channel);
                client.next("subscribed");
                assertThat(client.next("snapshot").path(channel)).isEmpty();
                if (channel.equals("matches")) {
                    // Orders make none; MatchesIT has somebody whom those of others are not told to.
                    continue;
                }
                try (StreamClient owner = StreamClient.bearing(NODE, partnerToken(partner))) {
                    begins(owner, channel);
                    NODE.staff().place(order("gin", "BUY", "1", "101.00"));
                    owner.next("change");
                }
                assertThat(client.untilPong()).isEmpty();
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- cancel on
    // disconnect

    private JsonNode statusOf(String id) {
        return NODE.staff().order(id).json(200).path("status");
    }

    @Test
    void cancelsAPartnersOpenOrdersWhenItsSocketIsLost() {
        String partner = "lost-" + symbol;
        String own = NODE.staff().placed(order(partner, "SELL", "5", "101.00"));
        String others = NODE.staff().placed(order("mill", "SELL", "5", "101.00"));
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
            client.send("{'op':'cancel_on_disconnect','id':'c','enabled':true}");
            JsonNode set = client.next("cancel_on_disconnect");
            assertThat(set.path("partner_id").textValue()).isEqualTo(partner);
            assertThat(set.path("enabled").booleanValue()).isTrue();
            // Too late for any list: only the book knows it when the socket is lost.
            String last = NODE.staff().placed(order(partner, "SELL", "1", "102.00"));
            client.abort();
            await().untilAsserted(() -> assertThat(
                            List.of(statusOf(own).textValue(), statusOf(last).textValue()))
                    .containsOnly("CANCELLED"));
        }
        assertThat(statusOf(others).textValue()).isEqualTo("OPEN");
    }

    @Test
    void leavesWhatAPartnerPlacesWhenItIsBack() {
        String partner = "back-" + symbol;
        String earlier = NODE.staff().placed(order(partner, "SELL", "5", "101.00"));
        String later;
        try (HeldTable instruments = NODE.holdInstruments()) {
            try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
                client.send("{'op':'cancel_on_disconnect','enabled':true}");
                client.next("cancel_on_disconnect");
                client.abort();
            }
            await().until(instruments::isWaitedFor);
            try (StreamClient client = StreamClient.bearing(NODE, partnerToken(partner))) {
                client.subscribe("book:" + symbol);
                client.next("subscribed");
                later = NODE.staff().placed(order(partner, "SELL", "1", "102.00"));
            }
            assertThat(statusOf(earlier).textValue()).isEqualTo("OPEN");
        }
        await().untilAsserted(() -> assertThat(statusOf(earlier).textValue()).isEqualTo("CANCELLED"));
        assertThat(statusOf(later).textValue()).isEqualTo("OPEN");
    }

    @Test
    void cancelsNothingWhenItWasNotAskedForOrTakenBack() {
        String partner = "kept-" + symbol;
        String kept = NODE.staff().placed(order(partner, "SELL", "5", "101.00"));
        String watched = NODE.staff().placed(order("watched-" + symbol, "SELL", "5", "101.00"));
        try (StreamClient plain = StreamClient.bearing(NODE, partnerToken(partner));
                StreamClient client = StreamClient.bearing(NODE, partnerToken(partner));
                StreamClient enabled = staff()) {
            client.send("{'op':'cancel_on_disconnect','enabled':true}");
            client.next("cancel_on_disconnect");
            client.send("{'op':'cancel_on_disconnect','enabled':false}");
            client.next("cancel_on_disconnect");
            enabled.send("{'op':'cancel_on_disconnect','enabled':true}");
            enabled.error("invalid_value");
            enabled.send("{'op':'cancel_on_disconnect','enabled':true,'partner_id':'watched-" + symbol + "'}");
            enabled.next("cancel_on_disconnect");
            plain.abort();
            client.abort();
            enabled.abort();
            await().untilAsserted(
                            () -> assertThat(statusOf(watched).textValue()).isEqualTo("CANCELLED"));
        }
        assertThat(statusOf(kept).textValue()).isEqualTo("OPEN");
    }

    @Test
    void cancelsForNobodyWhoMayNotCancelOrNamesAnother() {
        try (StreamClient client = StreamClient.bearing(NODE, partnerToken("mill"))) {
            client.send("{'op':'cancel_on_disconnect','enabled':true,'partner_id':'gin'}");
            client.error("not_found");
        }
        String reader = TestNode.tokens()
                .issue(
                        "reader",
                        TestNode.ORGANIZATION,
                        UserType.EXTERNAL,
                        Optional.of("mill"),
                        Optional.of(Set.of(Permission.ORDER_READ)),
                        Duration.ofMinutes(5));
        try (StreamClient client = StreamClient.bearing(NODE, reader)) {
            client.send("{'op':'cancel_on_disconnect','enabled':true}");
            client.error("permission_denied");
        }
    }

    // ---------------------------------------------------------------------------------------------------- mistakes

    @Test
    void answersEachMistakeWithItsCodeAndGoesOn() {
        Map<String, String> mistakes = Map.of(
                "{",
                "malformed_json",
                "[]",
                "object_expected",
                "{'op':'subscribe','channels':['book:" + symbol + "'],'chanels':1}",
                "unknown_field",
                "{'op':'fly'}",
                "invalid_value",
                "{'op':'subscribe','channels':[]}",
                "invalid_value",
                "{'op':'subscribe','channels':['book:" + symbol + "'],'after':{'x':-1}}",
                "invalid_value",
                "{'op':'subscribe','channels':['weather']}",
                "unknown_channel",
                "{'op':'subscribe','channels':['book:no such']}",
                "unknown_channel",
                "{'op':'subscribe','channels':['book:NEVER-WAS']}",
                "not_found");
        List<String> answered = new ArrayList<>();
        mistakes.forEach((message, code) -> {
            try (StreamClient client = staff()) {
                client.send(message);
                client.error(code);
                client.send("{'op':'ping','id':'p'}");
                assertThat(client.next("pong").path("id").textValue()).isEqualTo("p");
                answered.add(message);
            }
        });
        assertThat(answered).hasSameSizeAs(mistakes.keySet());
    }

    @Test
    void refusesTheSameSubscriptionTwice() {
        try (StreamClient client = staff()) {
            client.subscribe("book:" + symbol);
            client.next("subscribed");
            client.next("snapshot");
            client.subscribe("book:" + symbol);
            client.error("already_subscribed");
            client.send("{'op':'unsubscribe','channels':['trades:" + symbol + "']}");
            client.error("not_subscribed");
        }
    }
}
