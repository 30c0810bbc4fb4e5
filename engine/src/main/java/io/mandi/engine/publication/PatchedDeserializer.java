package io.mandi.engine.publication;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.ReferenceTypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.util.Optional;

/**
 * A part that a patch may set or take away: a member that is absent leaves it as it is, one that is null takes it away. The module
 * for {@link Optional} takes the two for the same.
 */
final class PatchedDeserializer extends ReferenceTypeDeserializer<Optional<?>> {
    private static final long serialVersionUID = 1L;

    private PatchedDeserializer(
            JavaType type, ValueInstantiator instantiator, TypeDeserializer typed, JsonDeserializer<?> value) {
        super(type, instantiator, typed, value);
    }

    /** Finds it for an {@link Optional} of an {@link Optional}. */
    static final class Finder extends Deserializers.Base {
        @Override
        public JsonDeserializer<?> findReferenceDeserializer(
                ReferenceType type,
                DeserializationConfig config,
                BeanDescription description,
                TypeDeserializer typed,
                JsonDeserializer<?> value) {
            return type.hasRawClass(Optional.class) && type.getContentType().hasRawClass(Optional.class)
                    ? new PatchedDeserializer(type, null, typed, value)
                    : null;
        }
    }

    @Override
    protected PatchedDeserializer withResolved(TypeDeserializer typed, JsonDeserializer<?> value) {
        return new PatchedDeserializer(_fullType, _valueInstantiator, typed, value);
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) throws JsonMappingException {
        return Optional.of(_valueDeserializer.getNullValue(context));
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
        return Optional.empty();
    }

    @Override
    public Optional<?> referenceValue(Object contents) {
        return Optional.ofNullable(contents);
    }

    @Override
    public Object getReferenced(Optional<?> reference) {
        return reference.orElse(null);
    }

    @Override
    public Optional<?> updateReference(Optional<?> reference, Object contents) {
        return Optional.ofNullable(contents);
    }
}
