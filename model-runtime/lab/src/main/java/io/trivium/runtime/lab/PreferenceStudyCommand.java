package io.trivium.runtime.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.moe.Recipe;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import io.trivium.runtime.training.stage.Preferences;
import io.trivium.runtime.training.stage.Tuning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures whether direct preference optimisation makes a champion agree with a reviewer without losing what it learned
 * from the labels. The reviewer is simulated and says yes or no to rows of a binary task: the hidden utility of yes is
 * {@code misses} for a positive row and −1 for a negative one, as far as the reviewer can tell, who knows the label of
 * positive rows and uses the champion's probability for the others. So yes is preferred where the row is positive or
 * its probability is at least 1 / (1 + misses). The reviewer receives only rows with a probability of at least {@code
 * --asked}.
 */
@Command(
        name = "preferences",
        description = {
            "Trains a champion, lets a simulated reviewer who weighs a miss as so many false alarms prefer yes or no for rows",
            "that are held back, and aligns the champion with them. Held-out pairs and rows are measured."
        },
        mixinStandardHelpOptions = true)
final class PreferenceStudyCommand implements Callable<Integer> {
    @Mixin
    private final StudyOptions options = new StudyOptions();

    @Option(
            names = "--misses",
            defaultValue = "9",
            description = "false alarms that the reviewer would take for one miss (default: ${DEFAULT-VALUE})")
    private double misses;

    @Option(
            names = "--asked",
            defaultValue = "0.02",
            description = "least probability of rows the reviewer sees (default: ${DEFAULT-VALUE})")
    private double asked;

    @Option(names = "--learning-rate", description = "of the recipe dpo (default: the recipe's)")
    private double learningRate = Recipe.DPO.learningRate();

    @Option(names = "--epochs", description = "of the recipe dpo (default: the recipe's)")
    private int epochs = Recipe.DPO.epochs();

    @Option(names = "--layers", description = "last layers that move (default: the recipe's)")
    private int layers = Tuning.of(Recipe.DPO).layers();

    @Option(names = "--beta", description = "how strongly a change is held back (default: the recipe's)")
    private double beta = Tuning.of(Recipe.DPO).beta();

    @Option(
            names = "--task-weight",
            description = "of the task's own loss relative to the preferences (default: the recipe's)")
    private double taskWeight = Tuning.of(Recipe.DPO).taskWeight();

    @Option(
            names = "--labelled",
            defaultValue = "0.5",
            description = "share of the training rows the champion learns from; the others are reviewed"
                    + " (default: ${DEFAULT-VALUE})")
    private double labelledShare;

    @Option(
            names = "--choosing",
            defaultValue = "0.5",
            description = "share of the reviewed rows whose pairs choose the epoch (default: ${DEFAULT-VALUE})")
    private double choosingShare;

    @Option(
            names = "--on-validation",
            description = "measures on the validation rows instead of the test rows, to choose the settings above")
    private boolean onValidation;

    @Override
    public Integer call() throws IOException {
        ObjectMapper json = new ObjectMapper();
        ArrayNode runs = json.createArrayNode();
        for (StudyTask task : options.tasks()) {
            if (task.model().head() != Head.BINARY) {
                throw new IllegalArgumentException("the reviewer says yes or no: " + task.name() + " is not binary");
            }
            for (long seed : options.seeds()) runs.add(run(task, seed, json.createObjectNode()));
        }
        ObjectNode result = json.createObjectNode();
        result.put("reviewer", "simulated").put("misses", misses).put("asked", asked);
        result.set("runs", runs);
        System.out.println(result);
        return 0;
    }

    private ObjectNode run(StudyTask task, long seed, ObjectNode run) throws IOException {
        int learned = (int) (task.training().rows() * labelledShare);
        TaskData labelled = task.training().part(StudyTask.range(0, learned));
        TaskData reviewed =
                task.training().part(StudyTask.range(learned, task.training().rows()));
        Parameters champion = task.train(task.job().initial(labelled, seed), labelled, seed, Additions.NONE);
        int choosing = (int) (reviewed.rows() * (1 - choosingShare));
        Preferences pairs = prefer(task, champion, reviewed.part(StudyTask.range(0, choosing)));
        Preferences choice = prefer(task, champion, reviewed.part(StudyTask.range(choosing, reviewed.rows())));
        TaskData measured = onValidation ? task.validation() : task.test();
        Preferences held = prefer(task, champion, measured);
        Tuning tuning = new Tuning(
                Recipe.DPO, learningRate, epochs, layers, Tuning.of(Recipe.DPO).rank(), beta, taskWeight);
        Additions additions = tuning.preferring(
                task.job().spec(), task.model(), champion, pairs, choice, labelled, task.validation());
        Parameters aligned = task.train(
                champion,
                pairs.rows(),
                seed,
                tuning.training(task.job().training()).sized(epochs, 64),
                tuning.part(),
                additions);
        Measured before = new Measured(task.job().spec(), task.model(), champion);
        Measured after = new Measured(task.job().spec(), task.model(), aligned);
        run.put("task", task.name()).put("seed", seed);
        run.put("pairs", pairs.rows().rows())
                .put("choosing_pairs", choice.rows().rows());
        run.put("held_out_pairs", held.rows().rows()).put("held_out_yes", yes(held));
        run.put("preferred_before", before.preferred(held)).put("preferred_after", after.preferred(held));
        run.put("preferred_by_any_shift", anyShift(before.logits(held.rows()), held));
        run.put("metric", task.figureName());
        run.put("metric_before", task.figure(champion, measured)).put("metric_after", task.figure(aligned, measured));
        StudyTask.say(run.toString());
        return run;
    }

    /** Largest share of the pairs that any shift of the champion's logits agrees with: no bias can do more. */
    private static double anyShift(float[] logits, Preferences pairs) {
        double most = 0;
        for (float from : logits) {
            int agreed = 0;
            for (int i = 0; i < logits.length; i++) if (logits[i] >= from == (pairs.chosen()[i] == 1f)) agreed++;
            most = Math.max(most, (double) agreed / logits.length);
        }
        return most;
    }

    private static int yes(Preferences pairs) {
        int count = 0;
        for (float chosen : pairs.chosen()) if (chosen == 1f) count++;
        return count;
    }

    /** The reviewer's preferences among the rows that the reviewer receives. */
    private Preferences prefer(StudyTask task, Parameters champion, TaskData rows) {
        float[] probabilities = new Measured(task.job().spec(), task.model(), champion).answers(rows);
        List<Integer> seen = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) if (probabilities[row] >= asked) seen.add(row);
        if (seen.isEmpty()) throw new IllegalArgumentException("no row has a probability of " + asked);
        int[] chosen = seen.stream().mapToInt(Integer::intValue).toArray();
        float[] preferred = new float[chosen.length];
        float[] other = new float[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            boolean yes = rows.labels()[chosen[i]] == 1f || probabilities[chosen[i]] >= 1 / (1 + misses);
            preferred[i] = yes ? 1 : 0;
            other[i] = 1 - preferred[i];
        }
        return new Preferences(rows.part(chosen).withoutLabels(), preferred, other);
    }
}
