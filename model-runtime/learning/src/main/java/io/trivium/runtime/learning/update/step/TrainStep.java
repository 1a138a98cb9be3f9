package io.trivium.runtime.learning.update.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.update.AgainException;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateSettings;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.learning.update.step.TrainingProcess.Limits;
import io.trivium.runtime.learning.update.step.TrainingProcess.Result;
import io.trivium.runtime.learning.update.step.TrainingProcess.Usage;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Recipe;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.Challengers.Trainable;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Trains the challenger in a process of its own; after a crash it continues from the checkpoint. */
@ApplicationScoped
class TrainStep implements UpdateStep {
    private static final Logger LOG = Logger.getLogger(TrainStep.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLED = 128 + 9;
    private static final int OUT_OF_HEAP = 3;
    private static final double MEBI = 1 << 20;

    private final ExportStep export;
    private final ManifestService manifests;
    private final Challengers challengers;
    private final MachineEnergy energy;
    private final UpdateConfig config;
    private final LearningConfig learning;
    private final InstantSource clock;

    TrainStep(
            ExportStep export,
            ManifestService manifests,
            Challengers challengers,
            MachineEnergy energy,
            UpdateConfig config,
            LearningConfig learning,
            InstantSource clock) {
        this.export = export;
        this.manifests = manifests;
        this.challengers = challengers;
        this.energy = energy;
        this.config = config;
        this.learning = learning;
        this.clock = clock;
    }

    @Override
    public UpdateState state() {
        return UpdateState.TRAINING;
    }

    @Override
    public UpdateChange run(UpdateRow row, Ownership own) throws IOException, InterruptedException {
        WorkDirectory work = WorkDirectory.of(config.work(), row.tenant(), row.id());
        Optional<JsonNode> report = report(work);
        if (report.isEmpty()) {
            train(row, work, own);
            report = report(work);
        }
        JsonNode done = report.orElseThrow(() -> new UpdateFailure(
                "training-failed",
                "The training process ended without a report; its last words were: " + lastWords(work) + "."));
        boolean ofChampion = TrainingCommand.source(challengers, row).version().equals(row.champion());
        if (ofChampion
                && !row.settings().recipe().equals(UpdateSettings.WHOLE)
                && done.path("bestEpoch").asInt() == 0) {
            return UpdateChange.end(
                    UpdateState.UNCHANGED,
                    clock.instant(),
                    "champion-kept",
                    "No epoch was better than the champion on the validation rows, so that the champion stays.");
        }
        return UpdateChange.to(UpdateState.REGISTERING).set("progress", 1.0);
    }

    /** The report of the process when it was done; empty when it was not. */
    private static Optional<JsonNode> report(WorkDirectory work) throws IOException {
        if (!Files.exists(work.pack().resolve(ModelPack.MANIFEST)) || !Files.exists(work.report())) {
            return Optional.empty();
        }
        try {
            JsonNode report = JSON.readTree(Files.readString(work.report()));
            return report.has("bestEpoch") ? Optional.of(report) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // it was ended while it wrote
        }
    }

    private void train(UpdateRow row, WorkDirectory work, Ownership own) throws IOException, InterruptedException {
        export.export(row, own);
        PackWriter.deleteTree(work.pack());
        PackWriter.deleteTree(work.rival());
        Files.deleteIfExists(work.adapter());
        Trainable source = TrainingCommand.source(challengers, row);
        UpdateSettings settings = row.settings();
        double left = settings.timeBudgetSeconds() - row.trainingSeconds();
        TrainingNotes notes = new TrainingNotes(row, own, work, epochs(settings, source), energy);
        Result result = TrainingProcess.run(
                TrainingCommand.of(
                        row,
                        source,
                        manifests.require(row.tenant(), row.requireManifest()),
                        work,
                        config,
                        learning.share()),
                TrainingCommand.environment(settings, config),
                work,
                new Limits(Duration.ofMillis((long) (left * 1e3)), settings.memoryBudgetBytes()),
                own::isToStop,
                notes::see);
        notes.write(result.usage());
        judge(row, work, own, result);
    }

    private static void judge(UpdateRow row, WorkDirectory work, Ownership own, Result result)
            throws InterruptedException {
        UpdateSettings settings = row.settings();
        Usage usage = result.usage();
        switch (result.end()) {
            case STOPPED -> throw new InterruptedException("the training was stopped");
            case TIME_OVER ->
                throw new UpdateFailure(
                        "time-budget",
                        "Training took longer than its budget of " + Math.round(settings.timeBudgetSeconds())
                                + " s; raise " + key(row, "time-budget") + ", or lower " + key(row, "epochs") + " or "
                                + key(row, "train-days") + ".");
            case MEMORY_OVER ->
                throw new UpdateFailure(
                        "memory-budget",
                        "Training had " + Math.round(usage.peakBytes() / MEBI)
                                + " MiB resident, more than its budget of "
                                + Math.round(settings.memoryBudgetBytes() / MEBI) + " MiB; raise "
                                + key(row, "memory-budget") + " or lower " + key(row, "train-days") + ".");
            case ENDED -> judgeExit(row, work, own, result.exitCode());
        }
    }

    private static void judgeExit(UpdateRow row, WorkDirectory work, Ownership own, int code) {
        if (code == 0) return;
        if (code == OUT_OF_HEAP) {
            throw new UpdateFailure(
                    "heap-exhausted",
                    "The training process ran out of Java heap; raise " + key(row, "heap") + " or lower "
                            + key(row, "train-days") + ".");
        }
        if (code >= KILLED) {
            LOG.warnf("the training of update %s was ended from outside (exit code %d) and continues", row.id(), code);
            own.note(UpdateChange.within().set("attempts", row.attempts() + 1));
            throw new AgainException();
        }
        throw new UpdateFailure(
                "training-failed",
                "The training process ended with exit code " + code + ": " + lastWords(work)
                        + "; correct what it names and ask for another update.");
    }

    private static String lastWords(WorkDirectory work) {
        try {
            return ProgressLog.lastWords(work.progress());
        } catch (IOException e) {
            return "nothing";
        }
    }

    private static int epochs(UpdateSettings settings, Trainable champion) throws IOException {
        Integer asked = settings.epochs();
        if (asked != null) return asked;
        Optional<Recipe> recipe = Recipe.ofLabel(settings.recipe());
        if (recipe.isPresent()) return recipe.orElseThrow().epochs();
        byte[] yaml = Files.readAllBytes(champion.pack().resolve(ModelPack.SPEC));
        return MoeTraining.parse(yaml, ModelSpec.parse(yaml)).epochs();
    }

    private static String key(UpdateRow row, String name) {
        return "platform.runtime.learning.update.tasks.\"" + row.task() + "\"." + name;
    }
}
