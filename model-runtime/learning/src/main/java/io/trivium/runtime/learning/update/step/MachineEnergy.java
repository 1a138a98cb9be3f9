package io.trivium.runtime.learning.update.step;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Energy of the machine's processors, as the meter of the serving side counts it. Thread-safe. */
@ApplicationScoped
class MachineEnergy {
    private static final String TOTAL = "model.inference.energy";

    private final MeterRegistry meters;

    MachineEnergy(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Joules since the service started; null where the machine does not report it. */
    @Nullable
    Double joules() {
        FunctionCounter counter = meters.find(TOTAL).functionCounter();
        return counter == null ? null : counter.count();
    }
}
