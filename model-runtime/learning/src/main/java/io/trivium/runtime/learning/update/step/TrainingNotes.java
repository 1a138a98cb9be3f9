package io.trivium.runtime.learning.update.step;

import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.learning.update.step.TrainingProcess.Usage;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Records the resources and the progress of a training, added to those of earlier attempts. Not thread-safe. */
final class TrainingNotes {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final double MOST = 0.99;

    private final UpdateRow before;
    private final Ownership own;
    private final WorkDirectory work;
    private final int epochs;
    private final MachineEnergy energy;
    private final @Nullable Double joulesThen;
    private Duration written = Duration.ZERO;

    TrainingNotes(UpdateRow before, Ownership own, WorkDirectory work, int epochs, MachineEnergy energy) {
        this.before = before;
        this.own = own;
        this.work = work;
        this.epochs = epochs;
        this.energy = energy;
        this.joulesThen = energy.joules();
    }

    /** Puts it down now and then. */
    void see(Usage usage) {
        if (usage.wall().minus(written).compareTo(INTERVAL) < 0) return;
        written = usage.wall();
        write(usage);
    }

    void write(Usage usage) {
        Long peak = before.peakMemoryBytes();
        own.note(UpdateChange.within()
                .set("training_seconds", before.trainingSeconds() + usage.wall().toMillis() / 1e3)
                .set("cpu_seconds", before.cpuSeconds() + usage.cpuSeconds())
                .set("peak_memory_bytes", Math.max(peak == null ? 0 : peak, usage.peakBytes()))
                .set("energy_joules", joules())
                .set("progress", progress()));
    }

    private @Nullable Double joules() {
        Double now = energy.joules();
        Double earlier = before.energyJoules();
        if (now == null || joulesThen == null) return earlier;
        return (earlier == null ? 0 : earlier) + now - joulesThen;
    }

    private double progress() {
        try {
            double done = ProgressLog.epoch(work.progress()) / (double) epochs;
            return Math.max(before.progress(), Math.min(MOST, done));
        } catch (IOException e) {
            return before.progress();
        }
    }
}
