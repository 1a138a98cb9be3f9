package io.trivium.runtime.lab;

import io.trivium.runtime.moe.MoeTraining;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.AddedLoss;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.TrainedPart;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.stage.Ewc;
import io.trivium.runtime.training.stage.Replay;
import io.trivium.runtime.training.stage.TaskMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a task's injection into a trunk.
 *
 * @param lambda of EWC
 * @param tuning of the routers after a branch
 */
record Injection(Way way, double lambda, Replay.Weights replay, Tuned tuning) {
    /** The measure taken against forgetting. */
    enum Way {
        NOTHING,
        EWC,
        REPLAY,
        REPLAY_EWC,
        /** The task's own experts alone are trained. */
        BRANCH,
        BRANCH_REPLAY,
        /** A branch with replay, then all routers with replay. */
        MIX;

        boolean weighs() {
            return this == EWC || this == REPLAY_EWC;
        }

        private boolean replays() {
            return this == REPLAY || this == REPLAY_EWC || this == BRANCH_REPLAY || this == MIX;
        }

        private boolean branches() {
            return this == BRANCH || this == BRANCH_REPLAY || this == MIX;
        }
    }

    /** Epochs and highest rate of a tuning. */
    record Tuned(int epochs, double learningRate) {}

    /** Trains a task's weights, which hold the trunk.
     * @param memories of the tasks the trunk knows */
    Parameters into(StudyTask task, Parameters initial, List<TaskMemory> memories, long seed) throws IOException {
        TrainedPart part = way.branches()
                ? new TrainedPart.Branch(task.job().spec().group().orElseThrow())
                : new TrainedPart.Whole();
        List<AddedLoss> weighed =
                way.weighs() ? List.of(Ewc.of(memories, task.job().spec(), task.model(), initial, lambda)) : List.of();
        MoeTraining settings = task.job().training();
        Parameters trained = way.replays()
                ? replayed(task, initial, memories, seed, settings, part, weighed)
                : task.train(initial, task.training(), seed, settings, part, added(weighed));
        if (way != Way.MIX) return trained;
        MoeTraining small = settings.tuning(tuning.epochs(), tuning.learningRate());
        return replayed(task, trained, memories, seed, small, new TrainedPart.Routers(), List.of());
    }

    private Parameters replayed(
            StudyTask task,
            Parameters initial,
            List<TaskMemory> memories,
            long seed,
            MoeTraining settings,
            TrainedPart part,
            List<AddedLoss> beside)
            throws IOException {
        Transplant.Source begun = new Transplant.Source(task.job().spec(), initial);
        try (Replay replayed = new Replay(memories, begun, replay)) {
            List<AddedLoss> losses = new ArrayList<>(beside);
            losses.add(replayed);
            return task.train(initial, task.training(), seed, settings, part, added(losses));
        }
    }

    private Additions added(List<AddedLoss> losses) {
        return losses.isEmpty() ? Additions.NONE : Additions.ofLosses(losses, toString());
    }
}
