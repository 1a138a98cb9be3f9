package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.export.TritonRepository;
import io.trivium.runtime.pack.ModelPack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Adds a pack to a model repository of NVIDIA Triton. */
@Command(
        name = "triton",
        description = "Adds a pack to a model repository of NVIDIA Triton (backend onnxruntime).",
        mixinStandardHelpOptions = true)
final class ExportTritonCommand implements Callable<Integer> {
    @Option(names = "--pack", required = true, description = "directory of the pack")
    private @Nullable Path pack;

    @Option(names = "--out", required = true, description = "directory of the repository; made when it is missing")
    private @Nullable Path out;

    @Override
    public Integer call() throws Exception {
        if (pack == null || out == null) throw new IllegalStateException("picocli asks for both");
        ModelPack read = ModelPack.open(pack);
        Path version = new TritonRepository(out).add(read);
        ObjectMapper json = new ObjectMapper();
        System.out.println(json.createObjectNode()
                .put("name", read.manifest().name().value())
                .put("version", read.manifest().version().value())
                .put("directory", version.toString()));
        return 0;
    }
}
