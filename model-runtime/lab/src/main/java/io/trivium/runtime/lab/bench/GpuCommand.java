package io.trivium.runtime.lab.bench;

import io.trivium.core.bench.BenchReport;
import io.trivium.runtime.onnx.Device;
import io.trivium.runtime.onnx.OnnxEnvironment;
import io.trivium.runtime.pack.ModelPack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a mixture of experts on a device; where there is none, the report says so. */
@Command(
        name = "gpu",
        description = {
            "Measures a mixture of experts on a GPU against the same pieces on the processor: answers in float32 and",
            "float16, rows a second, paging, isolation, energy. Without a GPU every figure is reported as not measured."
        },
        mixinStandardHelpOptions = true)
final class GpuCommand implements Callable<Integer> {
    @Option(names = "--pack", required = true, description = "pack of a mixture of experts")
    private Path pack = Path.of(".");

    @Option(
            names = "--device",
            defaultValue = "cuda",
            description = "cuda or cuda:N; cpu runs the same on the processor (default: ${DEFAULT-VALUE})")
    private String device = "cuda";

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "length of each measurement (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(names = "--json", description = "print the report as JSON")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ModelPack model = ModelPack.open(pack);
        Device on = Device.parse(device);
        String missing = missing(on);
        Benchmark bench = missing == null
                ? new GpuBench(model, on, Duration.ofSeconds(seconds))
                : Unmeasured.because("gpu", missing, GpuBench.FIGURES);
        List<BenchReport.Target> targets = bench.run(System.err::println);
        BenchReport report = new BenchReport(
                Instant.now(),
                BenchReport.Machine.current(),
                model.manifest().name() + ":" + model.manifest().version() + " on " + on + ", " + seconds + " s each",
                targets);
        System.out.print(json ? report.toJson() : Reports.text(report));
        return report.isMet() ? 0 : 1;
    }

    /** Why the device cannot be used, or null. */
    private static @Nullable String missing(Device device) {
        try {
            OnnxEnvironment.get(1).require(device);
            return null;
        } catch (IllegalStateException e) {
            return "there is no GPU to use: " + e.getMessage();
        }
    }
}
