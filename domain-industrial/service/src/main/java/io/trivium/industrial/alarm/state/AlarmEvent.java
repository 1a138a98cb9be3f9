package io.trivium.industrial.alarm.state;

import java.time.Duration;

/** The possible events of an alarm. */
public sealed interface AlarmEvent {

    /** The condition began to hold. */
    record Raised() implements AlarmEvent {}

    /** The condition holds no more. */
    record Cleared() implements AlarmEvent {}

    record Acknowledged() implements AlarmEvent {}

    /**
     * Put aside by a person for a time.
     *
     * @param duration positive; an unlimited one does not exist
     */
    record Shelved(Duration duration) implements AlarmEvent {}

    /** Taken back before its time. */
    record Unshelved() implements AlarmEvent {}

    /** A rule began to put it aside. */
    record Suppressed() implements AlarmEvent {}

    record Unsuppressed() implements AlarmEvent {}

    record RemovedFromService() implements AlarmEvent {}

    record ReturnedToService() implements AlarmEvent {}
}
