package io.trivium.industrial.alarm.state;

import java.time.Duration;

/**
 * When alarms come faster than an operator can follow: more than 10 announced in 10 minutes, until there are fewer than 5 (ISA-18.2
 * and EEMUA 191 name these figures). Pure.
 */
public final class FloodPolicy {
    public static final Duration WINDOW = Duration.ofMinutes(10);
    private static final long MORE_THAN = 10;
    private static final long UNTIL_FEWER_THAN = 5;

    private FloodPolicy() {}

    /** Whether there is a flood, with so many alarms announced in the window. */
    public static boolean isFlood(boolean before, long announced) {
        return before ? announced >= UNTIL_FEWER_THAN : announced > MORE_THAN;
    }
}
