package io.trivium.industrial.alarm.state;

import java.time.Duration;
import java.time.Instant;

/**
 * The transitions of an alarm (ISA-18.2-2016, clause 5.4). Pure. Events that change nothing, such as a condition that
 * is raised while it holds, leave the state unchanged: so there is one alarm for a condition, however often it is
 * reported.
 *
 * @param longestShelving nothing is put aside for longer
 */
public record AlarmPolicy(Duration longestShelving) {

    public AlarmPolicy {
        if (!longestShelving.isPositive()) {
            throw new IllegalArgumentException("the longest shelving must be positive: " + longestShelving);
        }
    }

    /**
     * The state after an event.
     *
     * @throws IllegalArgumentException for a shelving that is too long or no time at all
     */
    public AlarmState after(AlarmState state, AlarmEvent event, Instant now) {
        return switch (event) {
            case AlarmEvent.Raised() -> state.active() ? state : raised(state, now);
            case AlarmEvent.Cleared() ->
                state.active()
                        ? new AlarmState(
                                false,
                                state.acknowledged(),
                                state.shelvedUntil(),
                                state.suppressedByDesign(),
                                state.outOfService(),
                                state.activeSince())
                        : state;
            case AlarmEvent.Acknowledged() ->
                new AlarmState(
                        state.active(),
                        true,
                        state.shelvedUntil(),
                        state.suppressedByDesign(),
                        state.outOfService(),
                        state.activeSince());
            case AlarmEvent.Shelved(Duration duration) -> shelved(state, duration, now);
            case AlarmEvent.Unshelved() ->
                new AlarmState(
                        state.active(),
                        state.acknowledged(),
                        null,
                        state.suppressedByDesign(),
                        state.outOfService(),
                        state.activeSince());
            case AlarmEvent.Suppressed() -> suppressed(state, true);
            case AlarmEvent.Unsuppressed() -> suppressed(state, false);
            case AlarmEvent.RemovedFromService() -> inService(state, false);
            case AlarmEvent.ReturnedToService() -> inService(state, true);
        };
    }

    private static AlarmState raised(AlarmState state, Instant now) {
        return new AlarmState(true, false, state.shelvedUntil(), state.suppressedByDesign(), state.outOfService(), now);
    }

    private AlarmState shelved(AlarmState state, Duration duration, Instant now) {
        if (!duration.isPositive() || duration.compareTo(longestShelving) > 0) {
            throw new IllegalArgumentException(
                    "an alarm is shelved for more than no time and at most " + longestShelving + ", not " + duration);
        }
        return new AlarmState(
                state.active(),
                state.acknowledged(),
                now.plus(duration),
                state.suppressedByDesign(),
                state.outOfService(),
                state.activeSince());
    }

    private static AlarmState suppressed(AlarmState state, boolean suppressed) {
        return new AlarmState(
                state.active(),
                state.acknowledged(),
                state.shelvedUntil(),
                suppressed,
                state.outOfService(),
                state.activeSince());
    }

    private static AlarmState inService(AlarmState state, boolean inService) {
        return new AlarmState(
                state.active(),
                state.acknowledged(),
                state.shelvedUntil(),
                state.suppressedByDesign(),
                !inService,
                state.activeSince());
    }
}
