package io.trivium.deploy.cli;

import io.trivium.deploy.cli.option.RegisteredModels;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.Tools;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Adds a registered model to a model repository of NVIDIA Triton. */
@Command(
        name = "triton",
        description = {
            "Add a registered model to a model repository of NVIDIA Triton: config.pbtxt and the graph.",
            "A network of experts becomes one graph."
        })
final class ExportTritonCommand implements Callable<Integer> {
    @ParentCommand
    ExportCommand export = new ExportCommand();

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME[/VERSION]",
            description = "Model and version (default: its highest version).")
    String model = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Directory of the repository; made when it is missing.")
    Path out = Path.of(".");

    @Override
    public Integer call() throws InterruptedException {
        Path pack = RegisteredModels.of(export.trivium.options).pack(model);
        return new Tools(Installation.current())
                .runtime(List.of("export", "triton", "--pack", pack.toString(), "--out", out.toString()), Map.of());
    }
}
