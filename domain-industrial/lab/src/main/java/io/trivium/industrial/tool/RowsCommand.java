package io.trivium.industrial.tool;

import io.trivium.industrial.dataset.HydraulicCycles;
import io.trivium.industrial.evaluation.ClassRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the cycles of the hydraulic rig with one component's grades, parts as the evaluation of grades has them. */
@Command(
        name = "rows",
        description = "Write hydraulic cycles and grades as training, validation and test.safetensors.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class RowsCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of the hydraulic rig's files.")
    private Path data;

    @Option(
            names = "--component",
            defaultValue = "0",
            paramLabel = "N",
            description = "Place of the component among cooler, valve, pump and accumulator (${DEFAULT-VALUE}).")
    private int component;

    @Option(
            names = "--every",
            defaultValue = "0",
            paramLabel = "SECONDS",
            description = "Begin of windows of cycles outside the test part in unlabelled.safetensors; 0 writes none"
                    + " (${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        HydraulicCycles cycles = HydraulicCycles.read(data);
        ClassRows rows = ClassRows.of(cycles, component);
        Files.createDirectories(out);
        // runs of cycles in equal conditions stay together
        rows.part(group -> group % 3 != 0 && group % 6 != 1).write(out.resolve("training.safetensors"));
        rows.part(group -> group % 6 == 1).write(out.resolve("validation.safetensors"));
        rows.part(group -> group % 3 == 0).write(out.resolve("test.safetensors"));
        if (every > 0) {
            ClassRows windows = ClassRows.of(cycles.windows(every), component);
            windows.part(group -> group % 3 != 0).write(out.resolve("unlabelled.safetensors"));
        }
        System.err.println(HydraulicCycles.COMPONENTS.get(component) + ": " + rows.rows() + " rows");
        return 0;
    }
}
