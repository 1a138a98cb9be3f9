package io.trivium.deploy.cli;

import java.util.List;

/** Benchmarks, fault runs, fuzzing and pictures. */
public final class LaboratoryCommands implements CommandProvider {
    @Override
    public List<Class<?>> commands() {
        return List.of(
                BenchCommand.class,
                ChaosCommand.class,
                DrillCommand.class,
                FuzzCommand.class,
                ScreenshotsCommand.class);
    }
}
