package io.trivium.deploy.gpu;

import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures a bundled mixture of experts on a GPU, in a process of its own; the platform need not run. */
@Command(
        name = "gpu",
        description = {
            "Measure a task's mixture of experts on a GPU against the same pieces on the processor, in a process of its",
            "own: answers in float32 and float16, rows a second, paging, isolation, energy; four minutes. Needs a build",
            "with -Pgpu. Without a GPU every figure is reported as not measured.",
            "Exit code 0 when every target was met or nothing could be measured, 1 when a target was missed."
        })
public final class GpuBenchCommand implements Callable<Integer> {
    private static final String TASK = "industrial-rul-cmapss-fd003";

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--task",
            defaultValue = TASK,
            description = "Task whose bundled model is measured (default: ${DEFAULT-VALUE}).")
    String task = TASK;

    @Option(
            names = "--device",
            defaultValue = "cuda",
            description = "cuda or cuda:N; cpu runs the same on the processor (default: ${DEFAULT-VALUE}).")
    String device = "cuda";

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
    int seconds = 20;

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1 || seconds > 60) throw new ParameterException(spec.commandLine(), "--seconds must be 1 to 60.");
        Tools tools = new Tools(Installation.current());
        List<String> arguments = new ArrayList<>(List.of(
                "bench",
                "gpu",
                "--pack",
                tools.bundledPack(task).toString(),
                "--device",
                device,
                "--seconds",
                Integer.toString(seconds)));
        if (((Trivium) spec.root().userObject()).options.json) arguments.add("--json");
        return tools.runtime(arguments, Map.of());
    }
}
