package io.mandi.engine.actor;

import io.mandi.engine.event.CborCodec;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Reads rows of the journal and the snapshot store that were written before {@link EngineSerializer} was. It is bound to no
 * type, so that nothing is written with it; asking it to write is a mistake in the configuration.
 */
public final class CborSerializer extends SerializerWithStringManifest {
    /** Stored with every such row; never to be changed or given to another serializer. */
    public static final int IDENTIFIER = 40_001;

    private final CborCodec codec = new CborCodec();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        throw misconfigured(value);
    }

    @Override
    public byte[] toBinary(Object value) {
        throw misconfigured(value);
    }

    private static IllegalStateException misconfigured(Object value) {
        return new IllegalStateException("serialization-bindings must name mandi-engine for " + value.getClass()
                + ", not the serializer that only reads");
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return EngineSerializer.isSnapshot(manifest)
                    ? codec.readSnapshot(manifest, bytes)
                    : codec.readEvent(manifest, bytes);
        } catch (IOException e) {
            throw EngineSerializer.notSerializable(e);
        }
    }
}
