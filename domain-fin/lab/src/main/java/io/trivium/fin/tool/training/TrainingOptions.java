package io.trivium.fin.tool.training;

import io.trivium.core.learning.RuntimeTool;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.replay.DayRange;
import io.trivium.fin.replay.RecordedDays;
import io.trivium.fin.tool.ModelColumns;
import io.trivium.fin.tool.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that training and scoring by the model runtime need. */
final class TrainingOptions {
    @Option(
            names = "--runtime-classpath",
            required = true,
            hidden = true,
            defaultValue = "${env:TRIVIUM_RUNTIME_CLASS_PATH}",
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
            defaultValue =
                    "${env:TRIVIUM_MODEL_SPECS:-domain-fin/service/src/main/modelspec}/fin-authorization-risk.yaml",
            description = "Model specification to train (default: the bundled model's).")
    @SuppressWarnings("NullAway.Init")
    private Path spec;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "Pack whose weights the training begins with; its training rows count as seen. None by default.")
    private @Nullable Path from;

    @Option(
            names = "--unlabelled-days",
            paramLabel = "N",
            defaultValue = "14",
            description = "Days before the training and validation days whose authorizations a specification with a"
                    + " teacher learns from without their labels, as far as the archive has their history"
                    + " (${DEFAULT-VALUE}); 0 for none.")
    private int unlabelledDays;

    /**
     * The days to take without labels: those before a training's own.
     *
     * @param first of the training and validation days
     * @return null when the specification has no teacher or the archive no such days
     */
    @Nullable
    DayRange unlabelled(RecordedDays archive, LocalDate first) throws IOException {
        if (unlabelledDays < 0) throw new ToolException("--unlabelled-days is negative: " + unlabelledDays);
        return ModelColumns.hasTeacher(spec()) ? FeatureDataset.daysBefore(archive, first, unlabelledDays) : null;
    }

    RuntimeTool tools() {
        return new RuntimeTool(classPath, jvmOptions);
    }

    /** @throws ToolException when there is no pack */
    Optional<Path> from() throws IOException {
        Path pack = from;
        if (pack == null) return Optional.empty();
        PackIdentity.read(pack);
        return Optional.of(pack.toAbsolutePath());
    }

    Path spec() {
        if (!Files.isRegularFile(spec)) throw new ToolException("no model specification at " + spec + " (--spec)");
        return spec.toAbsolutePath();
    }
}
