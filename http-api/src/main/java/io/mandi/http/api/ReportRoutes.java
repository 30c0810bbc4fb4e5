package io.mandi.http.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mandi.engine.catalog.Instrument;
import io.mandi.http.auth.Permission;
import io.mandi.persistence.report.DailyDeskTrades;
import io.mandi.persistence.report.DailyTrades;
import io.mandi.persistence.report.OpenInterest;
import io.mandi.persistence.report.PostgresReports;
import io.mandi.persistence.report.PostgresReports.DayLine;
import io.mandi.persistence.report.PostgresReports.DayPlace;
import io.mandi.persistence.report.PostgresReports.Days;
import io.mandi.persistence.report.PostgresReports.Line;
import io.mandi.persistence.report.PostgresReports.OfDesk;
import io.mandi.persistence.report.PostgresReports.OfInstrument;
import io.mandi.persistence.report.PostgresReports.PartnerPlace;
import io.mandi.persistence.trade.PostgresTradeLists;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Sums over many orders and trades, which follow the log. */
final class ReportRoutes {
    private static final Pages.Table DAILY_TRADES_TABLE = Pages.Table.of(
            "daily-trades",
            "date,instrument,trades,quantity,quantity_unit,value,currency,price_unit,open,high,low,close,kind,commodity_id");
    private static final Pages.Table OPEN_INTEREST_TABLE = Pages.Table.of(
            "open-interest",
            "instrument,partner_id,buy_orders,buy_quantity,buy_value,sell_orders,sell_quantity,sell_value,quantity_unit,currency,price_unit");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern DAY_PLACE = Pattern.compile("day\\.([0-9]{1,7})\\.(~?)([A-Za-z0-9._ -]{1,130})");
    private static final Pattern PARTNER_PLACE =
            Pattern.compile("partner\\.([A-Za-z0-9._-]{1,32})/([A-Za-z0-9._-]{1,82})");

    private final PostgresReports reports;

    ReportRoutes(PostgresReports reports) {
        this.reports = reports;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/api/v1/reports/daily-trades", Permission.INSTRUMENT_READ, this::dailyTrades),
                Endpoint.of("GET", "/api/v1/reports/open-interest", Permission.ORDER_READ, this::openInterest));
    }

    private CompletionStage<Answer> dailyTrades(Call call) {
        Call.Parameters parameters = call.parameters("kind", "instrument", "from", "to", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        LocalDate from = date(parameters, "from").orElse(FIRST);
        LocalDate to = date(parameters, "to").orElse(LAST);
        if (to.isBefore(from)) {
            throw Call.Parameters.problem("to", "invalid_parameter", "must not be before from");
        }
        Optional<DayPlace> behind = parameters.text("cursor").map(cursor -> {
            MatchResult place = Pages.place("cursor", cursor, DAY_PLACE);
            return new DayPlace(
                    Integer.parseInt(place.group(1)),
                    place.group(3),
                    !place.group(2).isEmpty());
        });
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        Days days = new Days((int) from.toEpochDay(), (int) to.toEpochDay(), ListRoutes.symbol(parameters));
        Optional<PostgresTradeLists.Kind> kind = parameters.choice("kind", PostgresTradeLists.Kind.class);
        boolean books = !kind.equals(Optional.of(PostgresTradeLists.Kind.DESK));
        // With few trades on a day their sum would tell others what two have agreed on.
        boolean desk = !kind.equals(Optional.of(PostgresTradeLists.Kind.ORDER_BOOK))
                && call.user().partner().isEmpty()
                && call.user().may(Permission.TRADE_READ);
        return reports.dailyTrades(call.readScope(), days, books, desk, behind, limit + 1)
                .handle((found, failure) -> Pages.of(
                        format,
                        DAILY_TRADES_TABLE,
                        Pages.read(found, failure),
                        limit,
                        line -> "day." + line.place().day() + (line.place().ofDesk() ? ".~" : ".")
                                + line.place().name(),
                        ReportRoutes::writeDay));
    }

    private CompletionStage<Answer> openInterest(Call call) {
        Call.Parameters parameters = call.parameters("instrument", "partner_id", "limit", "cursor", "format");
        Pages.Format format = Pages.format(parameters);
        Optional<PartnerPlace> behind = parameters.text("cursor").map(cursor -> {
            MatchResult place = Pages.place("cursor", cursor, PARTNER_PLACE);
            return new PartnerPlace(place.group(1), place.group(2));
        });
        int limit = parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        return reports.openInterest(
                        call.readScope(),
                        ListRoutes.symbol(parameters),
                        ListRoutes.partner(call, parameters),
                        behind,
                        limit + 1)
                .handle((found, failure) -> Pages.of(
                        format,
                        OPEN_INTEREST_TABLE,
                        Pages.read(found, failure),
                        limit,
                        line -> "partner." + line.item().book().symbol() + "/"
                                + line.item().partnerId(),
                        ReportRoutes::writeInterest));
    }

    private static Optional<LocalDate> date(Call.Parameters parameters, String name) {
        String rule = "must be a day, like 2026-11-23";
        return parameters.optional(name, DATE, rule).map(text -> {
            try {
                LocalDate date = LocalDate.parse(text);
                if (!date.isBefore(FIRST)) {
                    return date;
                }
            } catch (DateTimeException e) {
                // Answered below, with the same words as a day of long ago.
            }
            throw Call.Parameters.problem(name, "invalid_parameter", rule);
        });
    }

    private static void writeDay(JsonGenerator out, DayLine line) throws IOException {
        switch (line) {
            case OfInstrument(Line<DailyTrades> ofInstrument) -> writeDay(out, ofInstrument);
            case OfDesk(DailyDeskTrades ofDesk) -> writeDay(out, ofDesk);
        }
    }

    private static void writeDay(JsonGenerator out, DailyDeskTrades day) throws IOException {
        out.writeStartObject();
        out.writeStringField("kind", PostgresTradeLists.Kind.DESK.name());
        out.writeStringField("date", LocalDate.ofEpochDay(day.day()).toString());
        out.writeStringField("commodity_id", day.commodityId());
        out.writeNumberField("trades", day.trades());
        out.writeStringField("quantity", day.quantity().toPlainString());
        out.writeStringField("quantity_unit", day.baseUnit());
        out.writeStringField("value", day.value().toPlainString());
        out.writeStringField("currency", day.currency());
        out.writeEndObject();
    }

    private static void writeDay(JsonGenerator out, Line<DailyTrades> line) throws IOException {
        Instrument instrument = line.instrument();
        DailyTrades day = line.item();
        out.writeStartObject();
        out.writeStringField("date", LocalDate.ofEpochDay(day.day()).toString());
        out.writeStringField("instrument", day.book().symbol());
        out.writeNumberField("trades", day.trades());
        out.writeStringField("quantity", quantity(instrument, day.quantity()));
        out.writeStringField("quantity_unit", instrument.quantityUnit());
        out.writeStringField("value", value(instrument, day.value()));
        out.writeStringField("currency", instrument.currency());
        out.writeStringField("price_unit", instrument.priceUnit());
        out.writeStringField("open", instrument.prices().format(day.open()));
        out.writeStringField("high", instrument.prices().format(day.high()));
        out.writeStringField("low", instrument.prices().format(day.low()));
        out.writeStringField("close", instrument.prices().format(day.close()));
        out.writeStringField("kind", PostgresTradeLists.Kind.ORDER_BOOK.name());
        out.writeEndObject();
    }

    private static void writeInterest(JsonGenerator out, Line<OpenInterest> line) throws IOException {
        Instrument instrument = line.instrument();
        OpenInterest interest = line.item();
        out.writeStartObject();
        out.writeStringField("instrument", interest.book().symbol());
        out.writeStringField("partner_id", interest.partnerId());
        writeSide(out, "buy", instrument, interest.buy());
        writeSide(out, "sell", instrument, interest.sell());
        out.writeStringField("quantity_unit", instrument.quantityUnit());
        out.writeStringField("currency", instrument.currency());
        out.writeStringField("price_unit", instrument.priceUnit());
        out.writeEndObject();
    }

    private static void writeSide(JsonGenerator out, String name, Instrument instrument, OpenInterest.Side side)
            throws IOException {
        out.writeNumberField(name + "_orders", side.orders());
        out.writeStringField(name + "_quantity", quantity(instrument, side.quantity()));
        out.writeStringField(name + "_value", value(instrument, side.value()));
    }

    private static String quantity(Instrument instrument, BigInteger lots) {
        return new BigDecimal(lots)
                .multiply(instrument.lotSize().toBigDecimal())
                .toPlainString();
    }

    private static String value(Instrument instrument, BigInteger ticksTimesLots) {
        return instrument.value(ticksTimesLots).toPlainString();
    }
}
