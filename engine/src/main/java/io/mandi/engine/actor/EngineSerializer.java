package io.mandi.engine.actor;

import io.mandi.engine.book.BookSnapshot;
import io.mandi.engine.book.RecordedEvent;
import io.mandi.engine.event.DamagedRecordException;
import io.mandi.engine.event.EventCodec;
import io.mandi.engine.event.Transition;
import io.mandi.engine.event.TransitionCodec;
import io.mandi.engine.lots.LotBookSnapshot;
import io.mandi.engine.lots.LotTransition;
import io.mandi.engine.publication.LotBookCodec;
import io.mandi.engine.publication.LotEffects;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Gives the journal and the snapshot store the bytes of {@link EventCodec}, {@link TransitionCodec} and {@link LotBookCodec}. The
 * identifier tells the encoding, the manifest is the type's own name. A {@link LotTransition} is written as the {@link Transition}
 * that {@link LotEffects} makes of it, and read as that. A row that was damaged has a {@link DamagedRecordException} among the
 * causes of the failure.
 */
public final class EngineSerializer extends SerializerWithStringManifest {
    /** Stored with every row; never to be changed or given to another serializer. */
    public static final int IDENTIFIER = 40_002;

    private final EventCodec codec = new EventCodec();
    private final TransitionCodec transitions = new TransitionCodec();
    private final LotBookCodec lots = new LotBookCodec();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        return switch (value) {
            case RecordedEvent event -> EventCodec.typeOf(event.event());
            case BookSnapshot ignored -> EventCodec.BOOK_SNAPSHOT;
            case Transition ignored -> TransitionCodec.TYPE;
            case LotTransition ignored -> TransitionCodec.TYPE;
            case LotBookSnapshot ignored -> LotBookCodec.SNAPSHOT;
            default -> throw new IllegalArgumentException("no event or snapshot: " + value.getClass());
        };
    }

    @Override
    public byte[] toBinary(Object value) {
        return switch (value) {
            case RecordedEvent event -> codec.write(event);
            case BookSnapshot snapshot -> codec.write(snapshot);
            case Transition transition -> transitions.write(transition);
            case LotTransition transition -> transitions.write(LotEffects.of(transition));
            case LotBookSnapshot snapshot -> lots.write(snapshot);
            default -> throw new IllegalArgumentException("no event or snapshot: " + value.getClass());
        };
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return switch (manifest) {
                case EventCodec.BOOK_SNAPSHOT -> codec.readSnapshot(manifest, bytes);
                case TransitionCodec.TYPE -> transitions.read(manifest, bytes);
                case LotBookCodec.SNAPSHOT -> lots.read(manifest, bytes);
                default -> codec.readEvent(manifest, bytes);
            };
        } catch (IOException e) {
            throw notSerializable(e);
        }
    }

    static boolean isSnapshot(String manifest) {
        return manifest.equals(EventCodec.BOOK_SNAPSHOT);
    }

    /** Pekko expects this exception; what was wrong is its cause. */
    static NotSerializableException notSerializable(IOException cause) {
        NotSerializableException failure = new NotSerializableException(cause.getMessage());
        failure.initCause(cause);
        return failure;
    }
}
