package io.trivium.fin.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What training and scoring by the model runtime need. */
final class TrainingOptions {
    @Option(
            names = "--runtime-classpath",
            required = true,
            paramLabel = "CP",
            description = "Class path of the model runtime, whose tool trains and scores.")
    @SuppressWarnings("NullAway.Init")
    private String classPath;

    @Option(
            names = "--runtime-jvm-option",
            paramLabel = "OPTION",
            description = "Option for the model runtime's JVM; may be repeated.")
    private List<String> jvmOptions = List.of();

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            defaultValue = "domain-fin/src/main/modelspec/fin-authorization-risk.yaml",
            description = "Model specification to train (${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    private Path spec;

    RuntimeTools tools() {
        return new RuntimeTools(classPath, jvmOptions);
    }

    Path spec() {
        if (!Files.isRegularFile(spec)) throw new ToolException("no model specification at " + spec + " (--spec)");
        return spec.toAbsolutePath();
    }
}
