package io.trivium.industrial.demo;

import java.time.Instant;
import java.util.Optional;

/** A machine whose values are a function of time, so that what was missed while nobody sent can be sent later. */
interface Machine {
    /** Its name on the shop floor, such as {@code P-101}. */
    String name();

    MachineType type();

    /** The values of {@link MachineType#tags()}, in their order; nothing while it is silent. */
    Optional<double[]> at(Instant time);
}
