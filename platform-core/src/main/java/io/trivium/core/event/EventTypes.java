package io.trivium.core.event;

import org.jspecify.annotations.Nullable;

/** {@link EventType} of payload classes, looked up once per class. */
final class EventTypes {
    private static final ClassValue<Declared> DECLARED = new ClassValue<>() {
        @Override
        protected Declared computeValue(Class<?> payload) {
            return new Declared(payload.getAnnotation(EventType.class));
        }
    };

    private EventTypes() {}

    static @Nullable EventType find(Class<?> payload) {
        return DECLARED.get(payload).type();
    }

    static EventType require(Class<?> payload) {
        EventType type = find(payload);
        if (type == null) {
            throw new IllegalStateException(
                    payload.getName() + " neither carries @EventType nor overrides type() and schemaVersion()");
        }
        return type;
    }

    private record Declared(@Nullable EventType type) {}
}
