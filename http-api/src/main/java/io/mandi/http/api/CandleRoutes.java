package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.Grid;
import io.mandi.engine.catalog.Instrument;
import io.mandi.engine.catalog.setting.Setting;
import io.mandi.engine.publication.Timestamp;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.catalog.PostgresCatalogue;
import io.mandi.persistence.reader.Stamped;
import io.mandi.persistence.report.Candle;
import io.mandi.persistence.report.CandleInterval;
import io.mandi.persistence.report.DayStatistics;
import io.mandi.persistence.report.PostgresReports;
import io.mandi.persistence.report.PostgresReports.OfSymbol;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** What has been traded of an instrument, by time. It follows the log. */
final class CandleRoutes {
    private static final Pages.Table CANDLES_TABLE =
            Pages.Table.of("candles", "begins_at,open,high,low,close,volume,trades");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final Pattern PLACE = Pattern.compile("candle\\.([0-9]{1,17})");
    private static final int PERCENT_SCALE = 2;

    private final PostgresReports reports;
    private final PostgresCatalogue catalogue;
    private final InstantSource clock;

    CandleRoutes(PostgresReports reports, PostgresCatalogue catalogue, InstantSource clock) {
        this.reports = reports;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/api/v1/instruments/{symbol}/candles", Permission.INSTRUMENT_READ, this::candles),
                Endpoint.of(
                        "GET",
                        "/api/v1/instruments/{symbol}/statistics",
                        Permission.INSTRUMENT_READ,
                        this::statistics));
    }

    private CompletionStage<Answer> candles(Call call) {
        Call.Parameters parameters = call.parameters("interval", "from", "to", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        String symbol = symbol(call);
        CandleInterval interval = interval(parameters);
        OptionalLong from = micros(parameters, "from");
        OptionalLong to = micros(parameters, "to");
        Optional<Long> behind = parameters
                .text("cursor")
                .map(cursor ->
                        Long.parseLong(Pages.place("cursor", cursor, PLACE).group(1)));
        OptionalLong before = behind.isPresent() ? OptionalLong.of(behind.get()) : to;
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        return timezone(call)
                .thenCompose(zone -> reports.candles(call.readScope(), symbol, interval, zone, from, before, limit + 1))
                .handle((found, failure) -> {
                    Stamped<OfSymbol<List<Candle>>> read = Pages.read(found, failure);
                    Instrument instrument = known(read.found());
                    return Pages.of(
                            format,
                            CANDLES_TABLE,
                            read.with(read.found().found()),
                            limit,
                            candle -> "candle." + candle.begins(),
                            (out, candle) -> write(out, instrument, candle));
                });
    }

    private static String symbol(Call call) {
        String symbol = call.path().get("symbol");
        if (!Instrument.SYMBOL.matcher(symbol).matches()) {
            throw new ProblemException(Problem.notFound());
        }
        return symbol;
    }

    private static CandleInterval interval(Call.Parameters parameters) {
        return parameters
                .text("interval")
                .map(text -> Arrays.stream(CandleInterval.values())
                        .filter(known -> known.code().equals(text))
                        .findFirst()
                        .orElseThrow(() ->
                                Call.Parameters.problem("interval", "invalid_parameter", "must be 1m, 5m, 1h or 1d")))
                .orElse(CandleInterval.ONE_MINUTE);
    }

    private static OptionalLong micros(Call.Parameters parameters, String name) {
        Optional<Instant> time = DeskCalls.time(parameters, name);
        return time.isPresent()
                ? OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, time.get()))
                : OptionalLong.empty();
    }

    private CompletionStage<ZoneId> timezone(Call call) {
        return catalogue
                .measures(OptionalLong.empty(), call.caller())
                .thenApply(measures -> measures.settings().get(Setting.TIMEZONE));
    }

    private static Instrument known(OfSymbol<?> found) {
        return found.instrument().orElseThrow(() -> new ProblemException(Problem.notFound()));
    }

    private static void write(JsonGenerator out, Instrument instrument, Candle candle) throws IOException {
        Grid prices = instrument.prices();
        out.writeStartObject();
        out.writeStringField("begins_at", Timestamp.of(candle.begins()));
        out.writeStringField("open", prices.format(candle.open()));
        out.writeStringField("high", prices.format(candle.high()));
        out.writeStringField("low", prices.format(candle.low()));
        out.writeStringField("close", prices.format(candle.close()));
        out.writeStringField("volume", quantity(instrument, candle.quantity()));
        out.writeNumberField("trades", candle.trades());
        out.writeEndObject();
    }

    private CompletionStage<Answer> statistics(Call call) {
        call.parameters();
        String symbol = symbol(call);
        return timezone(call)
                .thenCompose(zone -> reports.statistics(
                        call.readScope(), symbol, clock.instant().atZone(zone).toLocalDate(), zone))
                .handle((found, failure) -> {
                    Stamped<OfSymbol<DayStatistics>> read = Pages.read(found, failure);
                    Instrument instrument = known(read.found());
                    Answer answer = Answer.of(
                            200, out -> write(out, instrument, read.found().found()));
                    return Pages.stamp(answer, read);
                });
    }

    private static void write(JsonGenerator out, Instrument instrument, DayStatistics statistics) throws IOException {
        Grid prices = instrument.prices();
        Optional<Candle> today = statistics.today();
        Optional<Long> previous = statistics.previousClose().isPresent()
                ? Optional.of(statistics.previousClose().getAsLong())
                : Optional.empty();
        out.writeStartObject();
        out.writeStringField("instrument", instrument.symbol());
        out.writeStringField("date", statistics.day().toString());
        text(out, "open", today.map(candle -> prices.format(candle.open())));
        text(out, "high", today.map(candle -> prices.format(candle.high())));
        text(out, "low", today.map(candle -> prices.format(candle.low())));
        text(out, "last", today.map(Candle::close).or(() -> previous).map(prices::format));
        out.writeStringField(
                "volume", quantity(instrument, today.map(Candle::quantity).orElse(BigInteger.ZERO)));
        out.writeStringField(
                "value",
                instrument
                        .value(today.map(Candle::value).orElse(BigInteger.ZERO))
                        .toPlainString());
        out.writeNumberField("trades", today.map(Candle::trades).orElse(0L));
        text(out, "previous_close", previous.map(prices::format));
        Optional<Long> change = today.flatMap(candle -> previous.map(before -> candle.close() - before));
        text(
                out,
                "change",
                change.map(ticks -> BigDecimal.valueOf(ticks)
                        .multiply(instrument.tickSize().toBigDecimal())
                        .toPlainString()));
        text(
                out,
                "change_percent",
                change.map(ticks -> BigDecimal.valueOf(ticks)
                        .movePointRight(PERCENT_SCALE)
                        .divide(BigDecimal.valueOf(previous.orElseThrow()), PERCENT_SCALE, RoundingMode.HALF_UP)
                        .toPlainString()));
        out.writeEndObject();
    }

    private static String quantity(Instrument instrument, BigInteger lots) {
        return new BigDecimal(lots)
                .multiply(instrument.lotSize().toBigDecimal())
                .toPlainString();
    }

    private static void text(JsonGenerator out, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(name, value.get());
        } else {
            out.writeNullField(name);
        }
    }
}
