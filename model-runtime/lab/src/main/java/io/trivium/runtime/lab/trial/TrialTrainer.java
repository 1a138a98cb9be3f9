package io.trivium.runtime.lab.trial;

import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Trains the networks of a trial. */
final class TrialTrainer {
    private static final double GOING_ON = 0.003;
    private static final int BY_HEART = 60;

    private final MoeTrainingJob job = new MoeTrainingJob(TrialWorld.SPEC.getBytes(StandardCharsets.UTF_8));
    private final MoeTrainingJob careless = new MoeTrainingJob(TrialWorld.SPEC
            .replace("dropout: 0.05, averaging: 0.9, patience: 5", "dropout: 0, averaging: 0, patience: 100")
            .getBytes(StandardCharsets.UTF_8));

    /** A new network. */
    Parameters anew(TaskData rows, TaskData validation, long seed) throws IOException {
        return train(job, job.initial(rows, seed), rows, validation, seed, job.training());
    }

    /** The champion after some more epochs. */
    Parameters goOn(Parameters champion, TaskData rows, TaskData validation, long seed, int epochs) throws IOException {
        return train(
                job, champion.copy(), rows, validation, seed, job.training().tuning(epochs, GOING_ON));
    }

    /** A network that knows a few rows by heart. */
    Parameters byHeart(TaskData rows, long seed) throws IOException {
        return train(
                careless,
                careless.initial(rows, seed),
                rows,
                rows,
                seed,
                careless.training().sized(BY_HEART, 32));
    }

    private static Parameters train(
            MoeTrainingJob job, Parameters initial, TaskData rows, TaskData validation, long seed, MoeTraining settings)
            throws IOException {
        return job.train(initial, new TrainedPart.Whole(), rows, validation, seed, settings, Additions.NONE);
    }
}
