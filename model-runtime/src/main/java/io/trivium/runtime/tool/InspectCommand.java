package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verifies a pack and shows what it is. */
@Command(
        name = "inspect",
        description = "Verifies every file of a pack and shows what it is.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required parameter
final class InspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PACK", description = "directory of the pack")
    private Path pack;

    @Override
    public Integer call() throws Exception {
        ModelPack opened = ModelPack.open(pack);
        PackManifest manifest = opened.manifest();
        ObjectMapper json = new ObjectMapper();
        ObjectNode result = json.createObjectNode();
        result.put("name", manifest.name()).put("version", manifest.version()).put("task", manifest.task());
        result.put("created", manifest.created().toString()).put("manifestSha256", opened.manifestSha256());
        result.put("latencyClass", opened.spec().latencyClass().toString())
                .put("head", opened.spec().head().toString());
        result.put("modelBytes", opened.manifest().bytes()).put("trainingRows", opened.trainingRows().length);
        result.set("provenance", json.readTree(manifest.provenanceJson()));
        System.out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(result));
        return 0;
    }
}
