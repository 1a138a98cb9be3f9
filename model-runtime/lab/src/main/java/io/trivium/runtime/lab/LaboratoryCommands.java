package io.trivium.runtime.lab;

import io.trivium.runtime.lab.bench.BenchCommand;
import io.trivium.runtime.lab.conformance.OipConformanceCommand;
import io.trivium.runtime.tool.ToolCommands;
import java.util.List;

/** The laboratory's commands. */
public final class LaboratoryCommands implements ToolCommands {
    @Override
    public List<Class<?>> commands() {
        return List.of(
                EvaluateCommand.class, DemoLearningCommand.class, BenchCommand.class, OipConformanceCommand.class);
    }
}
