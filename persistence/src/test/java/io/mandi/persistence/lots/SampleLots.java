package io.mandi.persistence.lots;

import io.mandi.engine.actor.EngineSerializer;
import io.mandi.engine.event.TransitionCodec;
import io.mandi.engine.id.ResourceId;
import io.mandi.engine.lots.LotBook;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.lots.LotWalk;
import io.mandi.engine.publication.LotEffects;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** A book of lots that has decided random commands, and how much of what it has recorded is in the journal. */
public final class SampleLots {
    /** Most tests want the same ones, and nobody changes them. */
    private static final Map<Sample, LotWalk> WALKS = new ConcurrentHashMap<>();

    private final LotWalk walk;
    private int written;

    private record Sample(ResourceId commodity, long seed, int steps) {
        LotWalk walk() {
            LotWalk walk = new LotWalk(commodity, new HashSet<>());
            LotWalk.steps(seed, steps).forEach(walk::take);
            return walk;
        }
    }

    private SampleLots(ResourceId commodity, long seed, int steps) {
        walk = WALKS.computeIfAbsent(new Sample(commodity, seed, steps), Sample::walk);
    }

    /** Two books of the organisation "north" and one of "south". */
    public static List<SampleLots> some(long seed, int steps) {
        return List.of(
                new SampleLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, "north"), seed, steps),
                new SampleLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 8, "north"), seed + 1, steps),
                new SampleLots(ResourceId.ofCatalogue(ResourceId.Kind.COMMODITY, 7, "south"), seed + 2, steps));
    }

    public LotWalk walk() {
        return walk;
    }

    String organization() {
        return walk.id().organization();
    }

    boolean isWritten() {
        return written == walk.journal().size();
    }

    /** All that there was of what is written, as a book has it that forgets nothing. */
    LotBookSnapshot all() {
        LotBook book = new LotBook(walk.id(), LotWalk.ENDLESS);
        walk.journal().subList(0, written).forEach(book::apply);
        return book.snapshot();
    }

    /** Writes the rest of all of them, some transitions of the one and some of the other. */
    public static void write(DataSource connections, List<SampleLots> books, long seed) throws SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        try (Connection connection = connections.getConnection()) {
            while (!books.stream().allMatch(SampleLots::isWritten)) {
                books.get(random.nextInt(books.size())).write(connection, 1 + random.nextInt(40));
            }
        }
    }

    /** Writes the next transitions into the journal, as the journal does. */
    void write(Connection connection, int count) throws SQLException {
        TransitionCodec codec = new TransitionCodec();
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO event_journal (persistence_id, sequence_number, writer, event_ser_id, event_ser_manifest,"
                        + " event_payload) VALUES (?, ?, 'w', ?, ?, ?)")) {
            for (int i = 0; i < count && !isWritten(); i++) {
                LotTransition transition = walk.journal().get(written++);
                statement.setString(1, walk.id().persistenceId());
                statement.setLong(2, written);
                statement.setInt(3, EngineSerializer.IDENTIFIER);
                statement.setString(4, TransitionCodec.TYPE);
                statement.setBytes(5, codec.write(LotEffects.of(transition)));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
