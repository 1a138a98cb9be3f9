package io.trivium.runtime.tool;

import ai.onnxruntime.OrtException;
import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.Lesson;
import io.trivium.runtime.training.moe.Lora;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import io.trivium.runtime.training.stage.Preferences;
import io.trivium.runtime.training.stage.Tuning;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Tunes a champion by a recipe: the whole network is taken over, including tokenizers and their fitted parameters. */
record TunedTraining(
        TrainingOptions options,
        TuningOptions tuningOptions,
        MoeTrainingJob job,
        Path champion,
        Map<String, Double> ofRivals) {

    void run(Tuning tuning, TaskData rows, TaskData held, Optional<Path> checkpoint) throws IOException, OrtException {
        NetworkSpec spec = job.spec();
        ModelSpec model = job.model();
        Parameters weights = MoeTrainingJob.read(champion).parameters();
        ParameterNames.require(weights, spec, model);
        MoeTraining settings = tuning.training(job.training());
        Optional<Lora> lora = tuning.lora(spec);
        Path adapter = lora.isPresent() ? tuningOptions.adapter() : champion;
        if (lora.isPresent() && Files.exists(adapter)) throw new FileAlreadyExistsException(adapter.toString());
        MoeTrainingRun.Plan plan;
        if (tuning.recipe().takesPreferences()) {
            Preferences pairs = DataFiles.readPreferences(tuningOptions.preferences(), model);
            Preferences heldPairs = DataFiles.readPreferences(tuningOptions.heldPreferences(), model);
            Additions additions = tuning.preferring(spec, model, weights, pairs, heldPairs, rows, held);
            plan = new MoeTrainingRun.Plan(
                    settings,
                    additions,
                    Optional.of(Lesson.ofLabels(pairs.rows())),
                    Stream.of(pairs, heldPairs)
                            .flatMapToLong(each -> LongStream.of(each.rows().rowHashes())),
                    now -> Map.of("held_preferred_rate", new Measured(spec, model, now).preferred(heldPairs)));
        } else {
            plan = MoeTrainingRun.Plan.with(settings, tuning.labelled(spec, model));
        }
        MoeTrainer.Trained trained = new MoeTrainingRun(options, job, List.of(champion), ofRivals)
                .run(
                        "train --recipe " + tuning.recipe() + " --from " + champion.getFileName(),
                        weights,
                        tuning.part(),
                        rows,
                        held,
                        checkpoint,
                        plan);
        if (lora.isPresent()) {
            float[] numbers = trained.adapter().length > 0
                    ? trained.adapter()
                    : lora.orElseThrow().initial(spec.topology(), options.seed());
            lora.orElseThrow().write(adapter, spec.topology(), numbers, weights);
        }
    }
}
