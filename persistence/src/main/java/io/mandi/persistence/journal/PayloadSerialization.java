package io.mandi.persistence.journal;

import io.mandi.persistence.journal.EventRow.Content;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/** Turns events and snapshots into bytes and back, by the serializers that the actor system is configured with. */
final class PayloadSerialization {

    private final Serialization serialization;

    PayloadSerialization(ActorSystem system) {
        serialization = SerializationExtension.get(system);
    }

    /** Fails, also with undeclared checked exceptions, when there is no serializer or it refuses the value. */
    Content write(Object value) {
        Serializer serializer = serialization.findSerializerFor(value);
        return new Content(
                serializer.identifier(),
                Serializers.manifestFor(serializer, value),
                serialization.serialize(value).get());
    }

    /** Fails, also with undeclared checked exceptions, when the bytes cannot be read. */
    Object read(Content content) {
        return serialization
                .deserialize(content.bytes(), content.serializerId(), content.manifest())
                .get();
    }
}
