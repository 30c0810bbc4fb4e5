package io.mandi.engine.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.mandi.engine.event.DamagedRecordException;
import io.mandi.engine.event.Frame;
import io.mandi.engine.lots.LotBookSnapshot;
import java.io.IOException;

/**
 * The bytes of a snapshot of a book of lots: CBOR with named fields, packed, behind a checksum. May be used by several threads.
 */
public final class LotBookCodec {
    /** The type name. A snapshot of another version is not read: the events are still there. */
    public static final String SNAPSHOT = "lotbook.snapshot.v1";

    private final CBORMapper mapper = LotJson.mapper(CBORMapper.builder());

    /** @throws IllegalArgumentException when a text holds half of a surrogate pair */
    public byte[] write(LotBookSnapshot snapshot) {
        byte[] fields;
        try {
            fields = mapper.writeValueAsBytes(snapshot);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a book of lots cannot be written: " + e.getMessage(), e);
        }
        return Frame.packed(SNAPSHOT, fields, fields.length);
    }

    /**
     * @throws DamagedRecordException when the bytes are not those that were written under this type
     * @throws IOException when the bytes are whole, and of a type or format that this program does not know
     */
    public LotBookSnapshot read(String type, byte[] bytes) throws IOException {
        byte format = Frame.open(type, bytes);
        if (!SNAPSHOT.equals(type)) {
            throw new IOException("unknown snapshot type " + type);
        }
        if (format != Frame.LZ4) {
            throw new IOException("unknown format " + format + " of a " + type + "; it may come from a newer release");
        }
        return mapper.readValue(Frame.unpack(bytes), LotBookSnapshot.class);
    }
}
