package io.mandi.engine.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.mandi.engine.book.Actor;
import io.mandi.engine.book.BookLimits;
import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.BookSnapshot.Remembered;
import io.mandi.engine.book.OrderBook;
import io.mandi.engine.book.OrderTerms;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.book.Side;
import io.mandi.engine.book.StateHash;
import io.mandi.engine.publication.BookPublication;
import io.mandi.engine.testkit.RandomCommands.Market;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is written is what is read, and whatever happened to the bytes in between is found. */
class EventCodecTest {
    private static final RecordedEvent EXECUTED = GoldenEvents.EVENTS.get(1);

    private final EventCodec codec = new EventCodec();

    /** Bytes as they are stored: the type is stored beside them. */
    private record Row(String type, byte[] bytes) {
        Row with(byte[] other) {
            return new Row(type, other);
        }
    }

    private Object read(Row row) throws IOException {
        return row.type().startsWith("book.")
                ? codec.readSnapshot(row.type(), row.bytes())
                : codec.readEvent(row.type(), row.bytes());
    }

    private Row row(RecordedEvent event) {
        return new Row(EventCodec.typeOf(event.event()), codec.write(event));
    }

    private Row row(BookSnapshot snapshot) {
        return new Row(EventCodec.BOOK_SNAPSHOT, codec.write(snapshot));
    }

    private static String hex(byte[] bytes) {
        return GoldenFiles.HEX.formatHex(bytes);
    }

    // -------------------------------------------------------------------------------------------------- golden bytes

    private static Row golden(String type, byte[] current) throws IOException {
        return new Row(type, GoldenFiles.read(type + ".compact-2", Optional.of(current)));
    }

    private List<Row> goldenRows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (RecordedEvent event : GoldenEvents.EVENTS) {
            rows.add(golden(EventCodec.typeOf(event.event()), codec.write(event)));
        }
        rows.add(golden(EventCodec.BOOK_SNAPSHOT, codec.write(GoldenEvents.SNAPSHOT)));
        return rows;
    }

    private Stream<DynamicTest> forEveryGoldenRow(RowCheck check) throws IOException {
        return goldenRows().stream().map(row -> DynamicTest.dynamicTest(row.type(), () -> check.check(row)));
    }

    private interface RowCheck {
        void check(Row row) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> readsAndWritesTheGoldenBytesOfEveryEventType() {
        return GoldenEvents.EVENTS.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                Row golden = golden(type, codec.write(event));
                assertThat(read(golden)).isEqualTo(event);
                assertThat(hex(codec.write(event))).isEqualTo(hex(golden.bytes()));
            });
        });
    }

    @Test
    void readsAndWritesTheGoldenBytesOfAnEventOfATrace() throws IOException {
        RecordedEvent traced = GoldenEvents.traced(EXECUTED);
        Row golden = new Row(
                "order.executed.v1",
                GoldenFiles.read("order.executed.v1.compact-2-traced", Optional.of(codec.write(traced))));
        assertThat(read(golden)).isEqualTo(traced);
        assertThat(hex(codec.write(traced))).isEqualTo(hex(golden.bytes()));
    }

    @TestFactory
    Stream<DynamicTest> readsAndWritesTheGoldenBytesOfOrdersThatAskForMore() {
        return GoldenEvents.WITH_CONDITIONS.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                Row golden = new Row(
                        type, GoldenFiles.read(type + ".compact-2-conditions", Optional.of(codec.write(event))));
                assertThat(read(golden)).isEqualTo(event);
                assertThat(hex(codec.write(event))).isEqualTo(hex(golden.bytes()));
            });
        });
    }

    @TestFactory
    Stream<DynamicTest> readsAndWritesTheGoldenBytesOfOrdersThatWaitForAPrice() {
        return GoldenEvents.WITH_STOPS.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                Row golden =
                        new Row(type, GoldenFiles.read(type + ".compact-2-stops", Optional.of(codec.write(event))));
                assertThat(read(golden)).isEqualTo(event);
                assertThat(hex(codec.write(event))).isEqualTo(hex(golden.bytes()));
            });
        });
    }

    @Test
    void readsAndWritesTheGoldenBytesOfASnapshotWithOrdersThatWait() throws IOException {
        Row golden = new Row(
                EventCodec.BOOK_SNAPSHOT,
                GoldenFiles.read(
                        EventCodec.BOOK_SNAPSHOT + ".compact-2-stops",
                        Optional.of(codec.write(GoldenEvents.SNAPSHOT_WITH_STOPS))));
        assertThat(read(golden)).isEqualTo(GoldenEvents.SNAPSHOT_WITH_STOPS);
        assertThat(hex(Frame.unpack(codec.write(GoldenEvents.SNAPSHOT_WITH_STOPS))))
                .isEqualTo(hex(Frame.unpack(golden.bytes())));
    }

    @Test
    void readsAndWritesTheGoldenBytesOfAnInstrumentWithLimits() throws IOException {
        RecordedEvent event = GoldenEvents.WITH_LIMITS;
        String type = EventCodec.typeOf(event.event());
        Row golden = new Row(type, GoldenFiles.read(type + ".compact-2-limits", Optional.of(codec.write(event))));
        assertThat(read(golden)).isEqualTo(event);
        assertThat(hex(codec.write(event))).isEqualTo(hex(golden.bytes()));
    }

    @Test
    void readsAndWritesTheGoldenBytesOfASnapshotWithAnIceberg() throws IOException {
        Row golden = new Row(
                EventCodec.BOOK_SNAPSHOT,
                GoldenFiles.read(
                        EventCodec.BOOK_SNAPSHOT + ".compact-2-conditions",
                        Optional.of(codec.write(GoldenEvents.SNAPSHOT_WITH_ICEBERG))));
        assertThat(read(golden)).isEqualTo(GoldenEvents.SNAPSHOT_WITH_ICEBERG);
        assertThat(hex(Frame.unpack(codec.write(GoldenEvents.SNAPSHOT_WITH_ICEBERG))))
                .isEqualTo(hex(Frame.unpack(golden.bytes())));
    }

    @TestFactory
    Stream<DynamicTest> readsAndWritesTheGoldenBytesOfOrdersThatEndByThemselves() {
        return GoldenEvents.WITH_EXPIRY.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                Row golden =
                        new Row(type, GoldenFiles.read(type + ".compact-2-expiry", Optional.of(codec.write(event))));
                assertThat(read(golden)).isEqualTo(event);
                assertThat(hex(codec.write(event))).isEqualTo(hex(golden.bytes()));
            });
        });
    }

    @Test
    void readsAndWritesTheGoldenBytesOfASnapshotWithOrdersThatEndByThemselves() throws IOException {
        Row golden = new Row(
                EventCodec.BOOK_SNAPSHOT,
                GoldenFiles.read(
                        EventCodec.BOOK_SNAPSHOT + ".compact-2-expiry",
                        Optional.of(codec.write(GoldenEvents.SNAPSHOT_WITH_EXPIRY))));
        assertThat(read(golden)).isEqualTo(GoldenEvents.SNAPSHOT_WITH_EXPIRY);
        assertThat(hex(Frame.unpack(codec.write(GoldenEvents.SNAPSHOT_WITH_EXPIRY))))
                .isEqualTo(hex(Frame.unpack(golden.bytes())));
    }

    @Test
    void readsAndWritesTheGoldenBytesOfASnapshotInAnAuction() throws IOException {
        Row golden = new Row(
                EventCodec.BOOK_SNAPSHOT,
                GoldenFiles.read(
                        EventCodec.BOOK_SNAPSHOT + ".compact-2-phase",
                        Optional.of(codec.write(GoldenEvents.SNAPSHOT_IN_AUCTION))));
        assertThat(read(golden)).isEqualTo(GoldenEvents.SNAPSHOT_IN_AUCTION);
        assertThat(hex(Frame.unpack(codec.write(GoldenEvents.SNAPSHOT_IN_AUCTION))))
                .isEqualTo(hex(Frame.unpack(golden.bytes())));
    }

    @Test
    void readsAndWritesTheGoldenBytesOfASnapshot() throws IOException {
        Row golden = golden(EventCodec.BOOK_SNAPSHOT, codec.write(GoldenEvents.SNAPSHOT));
        assertThat(read(golden)).isEqualTo(GoldenEvents.SNAPSHOT);
        // Another release of the library may pack the same fields into other bytes.
        assertThat(hex(Frame.unpack(codec.write(GoldenEvents.SNAPSHOT)))).isEqualTo(hex(Frame.unpack(golden.bytes())));
    }

    @TestFactory
    Stream<DynamicTest> readsEventsFromBeforeTheActorsTypeWasRecorded() {
        return GoldenEvents.OF_THE_FIRST_TYPES.stream().map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                Row golden = new Row(type, GoldenFiles.read(type + ".compact", Optional.empty()));
                assertThat(read(golden)).isEqualTo(GoldenEvents.withoutTheActorsType(event));
            });
        });
    }

    @Test
    void readsASnapshotFromBeforeTheActorsTypeWasRecorded() throws IOException {
        Row golden = new Row(
                EventCodec.BOOK_SNAPSHOT, GoldenFiles.read(EventCodec.BOOK_SNAPSHOT + ".compact", Optional.empty()));
        assertThat(read(golden)).isEqualTo(GoldenEvents.withoutTheActorsType(GoldenEvents.SNAPSHOT));
    }

    @Test
    void hasAGoldenEventOfEveryType() {
        assertThat(Stream.concat(GoldenEvents.EVENTS.stream(), Stream.of(GoldenEvents.TRIGGER))
                        .map(event -> EventCodec.typeOf(event.event())))
                .containsExactlyElementsOf(EventCodec.EVENT_TYPES);
    }

    /** The places of names and constants are on disk. */
    @Test
    void keepsTheNumberOfEveryConstantAndName() {
        assertThat(Numbers.SIDES.constants().toString()).isEqualTo("[BUY, SELL]");
        assertThat(Numbers.ORDER_TYPES.constants().toString()).isEqualTo("[LIMIT, MARKET, STOP, STOP_LIMIT]");
        assertThat(Numbers.TIMES_IN_FORCE.constants().toString()).isEqualTo("[GTC, IOC, FOK, DAY, GTD]");
        assertThat(Numbers.SELF_TRADE_PREVENTIONS.constants().toString())
                .isEqualTo("[CANCEL_TAKER, NONE, CANCEL_MAKER, CANCEL_BOTH, DECREMENT]");
        assertThat(Numbers.STATUSES.constants().toString())
                .isEqualTo("[OPEN, PARTIALLY_FILLED, FILLED, CANCELLED, EXPIRED, PENDING_TRIGGER]");
        assertThat(Numbers.REASONS.constants().toString())
                .isEqualTo("[REQUESTED, IOC_REMAINDER, FOK_NOT_FILLABLE, NO_LIQUIDITY, SELF_TRADE_PREVENTED,"
                        + " POST_ONLY_WOULD_CROSS, PRICE_BAND_REACHED]");
        assertThat(Numbers.REJECTION_CODES.constants().toString())
                .isEqualTo("[UNKNOWN_INSTRUMENT, INVALID_INSTRUMENT, INSTRUMENT_IN_USE, PRICE_REQUIRED,"
                        + " PRICE_NOT_ALLOWED, PRICE_NOT_POSITIVE, PRICE_OFF_TICK, PRICE_OUT_OF_RANGE,"
                        + " QUANTITY_NOT_POSITIVE, QUANTITY_OFF_LOT, QUANTITY_OUT_OF_RANGE, QUANTITY_BELOW_MINIMUM,"
                        + " QUANTITY_ABOVE_MAXIMUM, QUANTITY_BELOW_FILLED, TOO_MANY_OPEN_ORDERS,"
                        + " DUPLICATE_CLIENT_ORDER_ID, PARTNER_NOT_FOUND, ORDER_NOT_FOUND, ORDER_CLOSED,"
                        + " IDEMPOTENCY_KEY_REUSED, PRECONDITION_FAILED, CAPABILITY_MISSING,"
                        + " PRICE_OUTSIDE_BAND, POST_ONLY_NOT_ALLOWED, DISPLAY_QUANTITY_NOT_ALLOWED,"
                        + " DISPLAY_QUANTITY_OFF_LOT, DISPLAY_QUANTITY_ABOVE_QUANTITY, DISPLAY_QUANTITY_TOO_SMALL,"
                        + " SELF_TRADES_FORBIDDEN, NOTIONAL_ABOVE_MAXIMUM, PHASE_REFUSES_ORDER,"
                        + " EXPIRES_AT_REQUIRED, EXPIRES_AT_NOT_ALLOWED, EXPIRES_AT_PAST, EXPIRES_AT_TOO_FAR,"
                        + " STOP_PRICE_REQUIRED, STOP_PRICE_NOT_ALLOWED,"
                        + " STOP_PRICE_NOT_POSITIVE, STOP_PRICE_OFF_TICK, STOP_PRICE_OUT_OF_RANGE]");
        assertThat(Numbers.PHASES.constants().toString())
                .isEqualTo("[CONTINUOUS, AUCTION, HALTED, CANCEL_ONLY, POST_ONLY, CLOSED]");
        assertThat(Numbers.PHASE_CAUSES.constants().toString()).isEqualTo("[REQUESTED, SCHEDULE, BAND_BREACH]");
        assertThat(Numbers.USER_TYPES.constants().toString()).isEqualTo("[INTERNAL, EXTERNAL, SUPER_ADMIN]");
        assertThat(Numbers.KNOWN_NAMES).containsExactly("POST /orders", "POST /orders/batch");
        assertThat(EventCodec.EVENT_TYPES)
                .containsExactly(
                        "instrument.defined.v1",
                        "order.executed.v1",
                        "order.cancelled.v1",
                        "order.amended.v1",
                        "orders.cancelled.v1",
                        "batch.executed.v1",
                        "phase.changed.v1",
                        "auction.uncrossed.v1",
                        "orders.expired.v1",
                        "order.triggered.v1");
    }

    @Test
    void theNumbersOfTypesLeaveRoomForWhatNoInstructionAskedFor() {
        assertThat(EventCodec.EVENT_TYPES).hasSizeLessThan(EventWriter.CAUSED);
    }

    @Test
    void refusesAnEnumConstantWithoutANumber() {
        assertThatThrownBy(() -> new EnumNumbers<>(Side.class, List.of(Side.BUY)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Side");
    }

    // -------------------------------------------------------------------------------------------------------- damage

    private void isDamaged(Row row, String how) {
        try {
            fail("%s: read as %s", how, read(row));
        } catch (DamagedRecordException expected) {
            assertThat(expected).hasMessageContaining(row.type());
        } catch (IOException | RuntimeException other) {
            fail(how, other);
        }
    }

    @TestFactory
    Stream<DynamicTest> findsEveryFlippedBit() throws IOException {
        return forEveryGoldenRow(row -> {
            for (int bit = 0; bit < row.bytes().length * 8; bit++) {
                byte[] flipped = row.bytes().clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                isDamaged(row.with(flipped), "bit " + bit);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> findsAFlippedBitOfTheTypeName() throws IOException {
        return forEveryGoldenRow(row -> {
            for (int bit = 0; bit < row.type().length() * 7; bit++) {
                char[] name = row.type().toCharArray();
                name[bit / 7] ^= (char) (1 << bit % 7);
                isDamaged(new Row(new String(name), row.bytes()), "bit " + bit + " of the name");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> findsThatBytesAreMissingAtTheEnd() throws IOException {
        return forEveryGoldenRow(row -> {
            for (int length = 0; length < row.bytes().length; length++) {
                isDamaged(row.with(Arrays.copyOf(row.bytes(), length)), length + " bytes");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> findsThatBytesWereAdded() throws IOException {
        return forEveryGoldenRow(row ->
                isDamaged(row.with(Arrays.copyOf(row.bytes(), row.bytes().length + 1)), "one byte more"));
    }

    @Test
    void refusesAnEventRecordedUnderAnotherType() {
        isDamaged(new Row("order.cancelled.v1", codec.write(EXECUTED)), "another type");
    }

    /** Even bytes whose checksum fits, which chance does not make. */
    @TestFactory
    Stream<DynamicTest> answersAnyBytesWithDamageOrWithAValue() throws IOException {
        return forEveryGoldenRow(row -> {
            SplittableRandom random = new SplittableRandom(row.type().hashCode());
            int damaged = 0;
            for (int round = 0; round < 4_000; round++) {
                byte[] bytes = row.bytes().clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    int at = Frame.LENGTH + random.nextInt(bytes.length - Frame.LENGTH);
                    bytes[at] = random.nextInt(4) == 0 ? (byte) 0xFF : (byte) random.nextInt(256);
                }
                if (random.nextInt(8) == 0) {
                    bytes = Arrays.copyOf(bytes, Frame.LENGTH + random.nextInt(bytes.length - Frame.LENGTH));
                }
                try {
                    read(row.with(Frame.seal(row.type(), row.bytes()[0], bytes)));
                } catch (DamagedRecordException expected) {
                    damaged++;
                }
            }
            assertThat(damaged).isGreaterThan(100);
        });
    }

    /** As above, behind the compression. */
    @Test
    void answersAnyFieldsOfASnapshotWithDamageOrWithAValue() {
        FieldWriter out = new FieldWriter(0, 64);
        new SnapshotWriter(out).snapshot(GoldenEvents.SNAPSHOT);
        byte[] whole = out.toByteArray();
        SplittableRandom random = new SplittableRandom(40_002);
        int damaged = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] bytes = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                new SnapshotReader(new FieldReader(bytes, 0, bytes.length)).snapshot();
            } catch (DamagedRecordException expected) {
                damaged++;
            }
        }
        assertThat(damaged).isGreaterThan(100);
    }

    @Test
    void tellsARowOfANewerReleaseFromADamagedOne() {
        byte[] event = codec.write(EXECUTED);
        byte[] snapshot = codec.write(GoldenEvents.SNAPSHOT);
        List<Row> newer = List.of(
                new Row("order.executed.v2", Frame.seal("order.executed.v2", Frame.PLAIN, event.clone())),
                new Row("order.executed.v1", Frame.seal("order.executed.v1", (byte) 9, event.clone())),
                new Row("book.snapshot.v2", Frame.seal("book.snapshot.v2", Frame.LZ4, snapshot.clone())),
                new Row("book.snapshot.v1", Frame.seal("book.snapshot.v1", (byte) 9, snapshot.clone())));
        for (Row row : newer) {
            assertThatThrownBy(() -> read(row))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("unknown")
                    .hasMessageContaining(row.type());
        }
    }

    @Test
    void allocatesNothingForALengthThatCannotBe() {
        FieldWriter head = new FieldWriter(Frame.LENGTH, 32);
        head.number(Integer.MAX_VALUE - 100);
        byte[] row = Frame.seal(EventCodec.BOOK_SNAPSHOT, Frame.LZ4, head.toByteArray());
        assertThatThrownBy(() -> codec.readSnapshot(EventCodec.BOOK_SNAPSHOT, row))
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("cannot come from");
        FieldWriter list = new FieldWriter(0, 32);
        list.number(1_000_000);
        assertThatThrownBy(() -> new FieldReader(list.toByteArray(), 0, list.length()).count())
                .isInstanceOf(DamagedRecordException.class)
                .hasMessageContaining("a list");
    }

    // ---------------------------------------------------------------------------------------------------- evolution

    /** Appends two fields to every record, as a later release may. */
    private static final class LaterWriter extends FieldWriter {
        LaterWriter(int head) {
            super(head, 64);
        }

        @Override
        void close(int start) {
            number(123_456);
            text("added later");
            super.close(start);
        }
    }

    @TestFactory
    Stream<DynamicTest> passesOverFieldsThatALaterReleaseAddedToAnyRecord() {
        Stream<RecordedEvent> traced = GoldenEvents.EVENTS.stream().map(GoldenEvents::traced);
        return Stream.concat(GoldenEvents.EVENTS.stream(), traced).map(event -> {
            String type = EventCodec.typeOf(event.event());
            return DynamicTest.dynamicTest(type, () -> {
                FieldWriter later = new LaterWriter(Frame.LENGTH);
                new EventWriter(later, Optional.empty()).recorded(event);
                later.text("added later");
                byte[] row = Frame.seal(type, Frame.PLAIN, later.toByteArray());
                assertThat(row.length).isGreaterThan(codec.write(event).length + 20);
                assertThat(codec.readEvent(type, row)).isEqualTo(event);
            });
        });
    }

    @Test
    void passesOverFieldsThatALaterReleaseAddedToASnapshot() throws IOException {
        FieldWriter later = new LaterWriter(0);
        new SnapshotWriter(later).snapshot(GoldenEvents.SNAPSHOT);
        later.text("added later");
        assertThat(new SnapshotReader(new FieldReader(later.toByteArray(), 0, later.length())).snapshot())
                .isEqualTo(GoldenEvents.SNAPSHOT);
    }

    // --------------------------------------------------------------------------------------------------- round trips

    @TestFactory
    Stream<DynamicTest> readsBackWhatRandomCommandsGive() {
        return Market.all().stream()
                .map(market -> DynamicTest.dynamicTest("a market " + market.name(), () -> {
                    Set<String> types = new HashSet<>();
                    for (long seed = 1; seed <= 5; seed++) {
                        RandomJournal journal = RandomJournal.of(market, seed, 1_500);
                        for (RecordedEvent event : journal.events()) {
                            types.add(EventCodec.typeOf(event.event()));
                            // An auction is only ever the consequence of something.
                            BookPublication.effects(event.event())
                                    .forEach(effect -> types.add(EventCodec.typeOf(effect)));
                            assertThat(read(row(event))).isEqualTo(event);
                        }
                        for (BookSnapshot snapshot : journal.snapshots()) {
                            BookSnapshot back = (BookSnapshot) read(row(snapshot));
                            assertThat(back).isEqualTo(snapshot);
                            assertThat(StateHash.of(new OrderBook(market.limits(), back).snapshot()))
                                    .isEqualTo(StateHash.of(snapshot));
                        }
                    }
                    assertThat(types).containsAll(EventCodec.EVENT_TYPES);
                }));
    }

    @Test
    void readsBackNumbersAndTextsOfAnySize() throws IOException {
        RandomValues values = new RandomValues(7);
        for (int round = 0; round < 2_000; round++) {
            RecordedEvent event = values.event();
            assertThat(read(row(event))).isEqualTo(event);
        }
        for (int round = 0; round < 100; round++) {
            BookSnapshot snapshot = values.snapshot();
            assertThat(read(row(snapshot))).isEqualTo(snapshot);
        }
    }

    @Test
    void readsBackTextsThatLookAsIfTheyCouldBePacked() throws IOException {
        List<String> texts = List.of(
                "",
                "8e03978e-40d5-43e8-bc93-6894a57f9324",
                "8E03978E-40D5-43E8-BC93-6894A57F9324",
                "8e03978e-40d5-43e8-bc93-6894a57f932g",
                "8e03978e-40d5-43e8-bc93_6894a57f9324",
                "8e03978e-40d5-43e8-bc9346894a57f9324",
                "8e03978e-40d5-43e8-bc93-6894a57f932é",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "q83vEjRWeJC83vEjRWeJCA",
                "q83vEjRWeJC83vEjRWeJCB",
                "q83vEjRWeJC83vEjRWeJC=",
                "q83vEjRWeJC83vEjRWeJ+A",
                "-_-_-_-_-_-_-_-_-_-_-w",
                "AAAAAAAAAAAAAAAAAAAAAA",
                "_____________________w",
                "€uro, naïve, 棉花, 🧵",
                "x".repeat(100_000));
        FieldWriter out = new FieldWriter(0, 1);
        for (String text : texts) {
            out.text(text);
            out.name(text);
        }
        FieldReader in = new FieldReader(out.toByteArray(), 0, out.length());
        for (String text : texts) {
            assertThat(in.text()).isEqualTo(text);
            assertThat(in.name()).isEqualTo(text);
        }
    }

    @Test
    void refusesToWriteHalfOfASurrogatePair() {
        for (String half : List.of("\uD83E", "a\uDDF5", "\uDDF5\uD83E")) {
            RecordedEvent event = new RecordedEvent(
                    EXECUTED.at(),
                    Actor.staff(half),
                    EXECUTED.correlationId(),
                    EXECUTED.idempotency(),
                    EXECUTED.event());
            assertThatThrownBy(() -> codec.write(event))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate");
        }
    }

    // ---------------------------------------------------------------------------------------------------- snapshots

    @Test
    void keepsValuesOfMoreThan64Bits() throws IOException {
        for (BigInteger value : List.of(
                BigInteger.ONE.shiftLeft(63),
                BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE),
                BigInteger.valueOf(Long.MAX_VALUE),
                BigInteger.valueOf(-1))) {
            BookSnapshot snapshot = RandomValues.withFilledValue(GoldenEvents.SNAPSHOT, value);
            assertThat(read(row(snapshot))).isEqualTo(snapshot);
        }
    }

    @Test
    void aBookOf50000OrdersIsTheSameAfterASnapshot() throws IOException {
        OrderBook book = LargeBook.of(50_000);
        BookSnapshot before = book.snapshot();
        assertThat(before.resting().size() + before.memory().size()).isGreaterThan(50_000);
        Row row = row(before);
        BookSnapshot after = (BookSnapshot) read(row);
        // Compared as values: the hash prints every record, which takes most of the time of a book of this size.
        assertThat(new OrderBook(BookLimits.DEFAULT, after).snapshot().equals(before))
                .isTrue();
        assertThat(row.bytes().length
                        / (before.resting().size() + before.memory().size()))
                .as("bytes for each thing that is kept")
                .isLessThan(64);
    }

    @Test
    void equalNamesAndTermsOfASnapshotAreOneObject() throws IOException {
        BookSnapshot snapshot = (BookSnapshot) read(row(LargeBook.of(2_000).snapshot()));
        Map<String, String> partners = new HashMap<>();
        Map<OrderTerms, Boolean> objects = new IdentityHashMap<>();
        Set<OrderTerms> values = new HashSet<>();
        LargeBook.terms(snapshot).forEach(terms -> {
            assertThat(terms.partnerId()).isSameAs(partners.computeIfAbsent(terms.partnerId(), first -> first));
            objects.put(terms, true);
            values.add(terms);
        });
        assertThat(partners).hasSizeBetween(2, 100);
        assertThat(objects).hasSameSizeAs(values);
        assertThat(LargeBook.terms(snapshot).count()).isGreaterThan(values.size());
        assertThat(snapshot.memory().stream()
                        .filter(Remembered.Request.class::isInstance)
                        .map(memory -> System.identityHashCode(
                                ((Remembered.Request) memory).event().actor().user()))
                        .distinct())
                .hasSizeLessThan(10);
    }

    // --------------------------------------------------------------------------------------------------------- sizes

    @Test
    void writesAnOrdersEventInLittleMoreThanItsKeys() {
        assertThat(codec.write(EXECUTED)).hasSizeLessThan(150);
        assertThat(codec.write(LargeBook.typicalOrder())).hasSizeLessThanOrEqualTo(121);
    }
}
