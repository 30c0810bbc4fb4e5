package io.mandi.persistence.partner;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mandi.engine.book.Side;
import io.mandi.engine.catalog.setting.MarketSettings;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.id.EntityId;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.partner.capability.CapabilityCheck;
import io.mandi.engine.partner.capability.CapabilityCheck.Party;
import io.mandi.engine.partner.capability.Refusal;
import io.mandi.engine.partner.capability.Standing;
import io.mandi.persistence.catalog.CatalogueTables;
import io.mandi.persistence.reader.OrganizationReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Says of which partners the order books of an organisation take orders (setting {@code orders_require_approved_partner}). What it says
 * comes from what this node has in memory of settings and partners, so that an order need not wait for the database; what has been changed
 * is read anew, and everything after some time. So it may be behind by as long as the news of a change takes to another node.
 */
public final class OrderEntry {
    private static final CompletionStage<Optional<String>> ANYBODY = CompletableFuture.completedStage(Optional.empty());

    private final AsyncLoadingCache<String, MarketSettings> markets;
    private final AsyncLoadingCache<Who, Optional<Standing>> standings;
    private final InstantSource clock;
    private final Duration wait;

    private record Who(String organization, String partnerId) {}

    /**
     * @param executor whose threads may wait for the database
     * @param initial settings of an organisation that has none of its own yet
     * @param most partners, and most organisations, that are kept in memory
     * @param kept how long at most
     * @param wait longest that somebody waits for what is not in memory
     */
    public OrderEntry(
            OrganizationReader reader,
            Executor executor,
            InstantSource clock,
            MarketSettings initial,
            int most,
            Duration kept,
            Duration wait) {
        this.clock = clock;
        this.wait = wait;
        markets = cache(most, kept, executor)
                .buildAsync((organization, ignored) -> read(
                        executor,
                        () -> reader.readNow(
                                organization,
                                connection -> CatalogueTables.settings(connection, organization, initial))));
        standings = cache(most, kept, executor)
                .buildAsync((who, ignored) -> read(
                        executor,
                        () -> number(who).isEmpty()
                                ? Optional.empty()
                                : reader.readNow(
                                        who.organization,
                                        connection -> PartnerTable.findAlone(
                                                        connection,
                                                        who.organization,
                                                        number(who).get())
                                                .map(found -> found.value().standing()))));
    }

    private static Caffeine<Object, Object> cache(int most, Duration kept, Executor executor) {
        return Caffeine.newBuilder().maximumSize(most).expireAfterWrite(kept).executor(executor);
    }

    private interface Read<T> {
        T now() throws SQLException;
    }

    private static <T> CompletableFuture<T> read(Executor executor, Read<T> read) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return read.now();
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private static Optional<Long> number(Who who) {
        return ResourceId.parse(ResourceId.Kind.PARTNER, who.partnerId)
                .filter(id -> id.organization().equals(who.organization))
                .map(ResourceId::number);
    }

    /**
     * Why no orders of a partner are taken, as a sentence; empty when they are. The stage fails when it is not in memory and the database
     * does not tell it in time.
     */
    public CompletionStage<Optional<String>> barred(String organization, String partnerId, Side side) {
        CompletableFuture<MarketSettings> market = markets.get(organization);
        if (isOpen(market)) {
            return ANYBODY;
        }
        CompletableFuture<Optional<String>> barred =
                market.thenCompose(settings -> settings.get(Setting.ORDERS_REQUIRE_APPROVED_PARTNER)
                        ? standings
                                .get(new Who(organization, partnerId))
                                .thenApply(standing -> check(settings)
                                        .anywhere(new Party(partnerId, standing), side == Side.BUY)
                                        .map(refusal -> sentence(refusal, side)))
                        : ANYBODY);
        return barred.isDone() ? barred : barred.orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Known, and taking orders of anybody. */
    private static boolean isOpen(CompletableFuture<MarketSettings> market) {
        return market.isDone()
                && !market.isCompletedExceptionally()
                && !market.join().get(Setting.ORDERS_REQUIRE_APPROVED_PARTNER);
    }

    private CapabilityCheck check(MarketSettings settings) {
        return new CapabilityCheck(
                LocalDate.ofInstant(clock.instant(), settings.get(Setting.TIMEZONE)),
                Set.copyOf(settings.get(Setting.SANCTIONED_COUNTRIES)));
    }

    private static String sentence(Refusal refusal, Side side) {
        return "this market takes orders of approved partners alone: "
                + switch (refusal.code()) {
                    case PARTNER_UNKNOWN -> "this is not one";
                    case SERVICE_PROVIDER -> "this one is a service provider";
                    case PARTNER_NOT_APPROVED -> "this one is not approved";
                    case KYC_EXPIRED -> "the KYC of this one is not valid";
                    case SANCTIONED_COUNTRY -> "this one is in a country whose partners may not trade";
                    case CAPABILITY_MISSING -> "this one has no capability to " + (side == Side.BUY ? "buy" : "sell");
                };
    }

    /** What was known of an entity may not be true any more. */
    public void forget(EntityId entity) {
        switch (entity.kind()) {
            case CATALOGUE -> markets.synchronous().invalidate(entity.organization());
            case PARTNER ->
                ResourceId.ofPartner(entity.key(), entity.organization())
                        .ifPresent(id ->
                                standings.synchronous().invalidate(new Who(entity.organization(), id.toString())));
            case ORDER_BOOK, LOT_BOOK, LEDGER, MATCHES, DESK_TRADE, WEBHOOKS, ACCESS -> {}
        }
    }
}
