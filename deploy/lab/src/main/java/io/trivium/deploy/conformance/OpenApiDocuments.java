package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The services' OpenAPI documents, as they serve them, against the specification and for an explanation of every operation. */
final class OpenApiDocuments implements Check {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    @Override
    public String protocol() {
        return "openapi";
    }

    @Override
    public String name() {
        return "documents are valid OpenAPI 3.1, every operation is explained";
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Path root = Installation.current().root();
        if (!Files.isDirectory(root.resolve("node_modules/@redocly/openapi-core"))) {
            throw new Missing("the consoles' packages are missing; run npm ci in " + root);
        }
        Cases cases = new Cases();
        List<String> arguments = new ArrayList<>(List.of(
                root.resolve("deploy/lab/src/main/conformance/openapi.mjs").toString()));
        int operations = 0;
        for (String service : target.ports().services().keySet()) {
            HttpResponse<byte[]> document =
                    target.send(HttpRequest.newBuilder(target.management(service, "/q/openapi?format=json"))
                            .build());
            cases.require(document.statusCode() == OK, service + " serves no document: " + document.statusCode());
            if (document.statusCode() != OK) continue;
            for (JsonNode path : JSON.readTree(document.body()).path("paths")) operations += path.size();
            Path file = target.directory().resolve(service + ".json");
            Files.write(file, document.body());
            arguments.add(file.toString());
        }
        JsonNode judged = JSON.readTree(
                new OutsideTool("node", "nodejs").run(new byte[0], arguments).output());
        List<String> failures = new ArrayList<>(cases.judgedBy("").failures());
        judged.path("failures").forEach(failure -> failures.add(failure.asText()));
        return new Outcome(judged.path("checker").asText(), operations, failures);
    }
}
