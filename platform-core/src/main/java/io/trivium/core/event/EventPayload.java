package io.trivium.core.event;

/**
 * The content of an event: a record whose compact constructor refuses bad values (see {@link EventRules}).
 *
 * <p>A record either carries {@link EventType} or overrides both methods with constants. With the annotation the codec
 * can tell a record of another type before it reads the data.
 */
public interface EventPayload {
    /** Past-tense fact in reverse domain order, such as {@code io.trivium.fin.authorization.decided}. */
    default String type() {
        return EventTypes.require(getClass()).value();
    }

    /** Version of the payload's shape; a change other than a new optional field raises it. */
    default int schemaVersion() {
        return EventTypes.require(getClass()).version();
    }
}
