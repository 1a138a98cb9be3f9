package io.trivium.industrial.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A machine whose values are a function of time, so that values of a time without a sender can be sent later. */
interface Machine {
    /** Its name on the shop floor, such as {@code P-101}. */
    String name();

    MachineType type();

    /** Time between two of its readings. */
    default Duration step() {
        return Duration.ofSeconds(1);
    }

    /** The values of {@link MachineType#tags()}, in their order; nothing while it is silent. */
    Optional<double[]> at(Instant time);
}
