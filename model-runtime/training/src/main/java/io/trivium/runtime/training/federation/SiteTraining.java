package io.trivium.runtime.training.federation;

import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.MoeTrainer;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;

/**
 * A site's rounds with the platform's own trainer: a number of steps from the common weights on the site's rows. Its
 * optimiser continues from round to round, as does the decay of the learning rate; only the weights start again from
 * the common ones.
 *
 * @param run with the seed of this site
 */
public record SiteTraining(
        MoeTrainer trainer, MoeTrainer.Run run, TaskData rows, int localSteps, int rounds, SiteFolder folder)
        implements Federation.LocalTraining {

    @Override
    public Parameters train(Parameters global, int round) throws IOException {
        MoeTrainer.Stretch stretch = new MoeTrainer.Stretch(
                (long) round * localSteps, (round + 1L) * localSteps, (long) rounds * localSteps);
        MoeTrainer.Stretched trained = trainer.train(global, rows, stretch, folder.optimiser(round), run);
        folder.keep(round + 1, trained.optimiser());
        return trained.parameters();
    }
}
