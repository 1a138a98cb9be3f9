package io.trivium.deploy.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.ToolCommand;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A checker of a module's laboratory, in a JVM of its own. It prints one JSON object as the last line of its standard output:
 * {@code checker} (name and version), {@code cases} (a number), {@code failures} (a list of sentences), or {@code missing}: what
 * has to be installed.
 *
 * @param module whose tools have it, such as model-runtime
 * @param mainClass that is started
 * @param arguments for the running platform; a token is in the environment variable {@code TRIVIUM_TOKEN}
 * @param environment further environment variables
 */
record ToolCheck(
        String protocol,
        String name,
        String module,
        String organisation,
        String mainClass,
        Arguments arguments,
        Environment environment)
        implements Check {
    /** The arguments of the program for a running platform. */
    @FunctionalInterface
    interface Arguments {
        List<String> of(Target target);
    }

    /** The environment variables of the program for a running platform. */
    @FunctionalInterface
    interface Environment {
        Map<String, String> of(Target target);
    }

    @Override
    public Outcome run(Target target) throws IOException, InterruptedException {
        Path out = Files.createTempFile(target.directory(), "tool-", ".out");
        List<String> command = new ArrayList<>(ToolCommand.of(
                Jvm.current(),
                Installation.current().toolClassPath(module),
                List.of("-Xmx512m"),
                mainClass,
                arguments.of(target)));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment.of(target));
        builder.environment().put("TRIVIUM_TOKEN", target.token(organisation));
        int code = builder.start().waitFor();
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        JsonNode result = new ObjectMapper().readTree(lines.isEmpty() ? "{}" : lines.getLast());
        if (result.has("missing")) throw new Missing(result.path("missing").asText());
        if (!result.has("cases")) {
            throw new IOException(mainClass + " ended with code " + code + " and without a result");
        }
        List<String> failures = new ArrayList<>();
        result.path("failures").forEach(failure -> failures.add(failure.asText()));
        return new Outcome(result.path("checker").asText(), result.path("cases").asInt(), failures);
    }
}
