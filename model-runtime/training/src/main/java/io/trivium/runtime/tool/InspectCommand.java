package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.ExpertGroup;
import io.trivium.runtime.moe.MoeTopology;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.training.moe.ParameterReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verifies a pack and shows its contents. */
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
        result.put("name", manifest.name().value())
                .put("version", manifest.version().value())
                .put("task", manifest.task().value());
        result.put("created", manifest.created().toString()).put("manifestSha256", opened.manifestSha256());
        result.put("latencyClass", opened.spec().latencyClass().toString())
                .put("head", opened.spec().head().toString());
        result.put("modelBytes", opened.manifest().bytes()).put("trainingRows", opened.trainingRows().length);
        byte[] yaml = opened.read(ModelPack.SPEC);
        if (NetworkSpec.isIn(yaml)) result.set("network", network(NetworkSpec.parse(yaml, opened.spec()), opened));
        result.set("provenance", json.readTree(manifest.provenanceJson()));
        System.out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(result));
        return 0;
    }

    private static ObjectNode network(NetworkSpec spec, ModelPack pack) {
        MoeTopology topology = spec.topology();
        ObjectNode network = new ObjectMapper().createObjectNode();
        network.put("layers", topology.layers()).put("width", topology.width());
        network.put("tokens", spec.tokens()).put("topK", topology.topK());
        ObjectNode groups = network.putObject("groups");
        for (ExpertGroup group : topology.groups()) groups.put(group.name(), group.size());
        ParameterReport counted = ParameterReport.of(spec, pack.spec());
        return network.put("parameters", counted.total())
                .put("activeParameters", counted.active())
                .put("activeShare", counted.share())
                .put("operationsPerRow", counted.operations());
    }
}
