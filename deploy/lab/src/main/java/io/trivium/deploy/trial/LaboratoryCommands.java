package io.trivium.deploy.trial;

import io.trivium.deploy.bench.BenchCommand;
import io.trivium.deploy.cli.CommandProvider;
import io.trivium.deploy.conformance.ConformanceCommand;
import java.util.List;

/** Benchmarks, fault runs, conformance, fuzzing and pictures. */
public final class LaboratoryCommands implements CommandProvider {
    @Override
    public List<Class<?>> commands() {
        return List.of(
                BenchCommand.class,
                ChaosCommand.class,
                ConformanceCommand.class,
                DrillCommand.class,
                FuzzCommand.class,
                ScreenshotsCommand.class);
    }
}
