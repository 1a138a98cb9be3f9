package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.manifest.ManifestFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Computes an exported manifest again. */
@Command(
        name = "verify-manifest",
        description = "Computes an exported manifest of the learning store again; exit code 2 when something is wrong.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required parameter
final class VerifyManifestCommand implements Callable<Integer> {
    @Option(names = "--hash", description = "hash that the manifest should have, as from the audit log")
    private @Nullable String expected;

    @Parameters(paramLabel = "FILE", description = "exported manifest, JSON lines")
    private Path file;

    @Override
    public Integer call() throws Exception {
        ManifestFile.Result result = ManifestFile.check(file);
        List<String> faults = new ArrayList<>(result.faults());
        if (expected != null && !expected.equals(result.hash())) faults.add("the hash is not " + expected);
        ObjectNode report = new ObjectMapper().createObjectNode();
        report.put("manifest", result.header().manifestId().toString())
                .put("task", result.header().task().value())
                .put("tenant", result.header().tenant().value())
                .put("hash", result.hash())
                .put("entries", result.lines())
                .put("erased", result.erased())
                .put("valid", faults.isEmpty());
        faults.forEach(report.putArray("faults")::add);
        System.out.println(report);
        return faults.isEmpty() ? 0 : 2;
    }
}
