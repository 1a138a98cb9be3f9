package io.trivium.runtime.lab;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.training.moe.Additions;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.stage.Replay;
import io.trivium.runtime.training.stage.TaskMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures how much a trunk forgets of its tasks when another domain is injected. The first task is trained from the
 * start; each further one is injected into the trunk with its own tokenizers and heads. After every injection all
 * earlier tasks are measured with their old tokenizers and heads on the new trunk.
 */
@Command(
        name = "forgetting",
        description = {
            "Injects one task after the other into the first one's trunk, without anything against forgetting, with EWC, with",
            "replay, with both, as a branch that trains its own experts alone, as one with replay, and as one after which the",
            "routers are tuned with replay, and measures the earlier tasks each time."
        },
        mixinStandardHelpOptions = true)
final class ForgettingStudyCommand implements Callable<Integer> {
    private static final int FISHER_ROWS = 256;

    @Mixin
    private final StudyOptions options = new StudyOptions();

    @Option(
            names = "--ways",
            split = ",",
            defaultValue = "NOTHING,EWC,REPLAY,REPLAY_EWC,BRANCH,BRANCH_REPLAY,MIX",
            description = "${COMPLETION-CANDIDATES} (default: all)")
    private List<Injection.Way> ways = new ArrayList<>();

    @Option(names = "--lambda", defaultValue = "1000", description = "of EWC (default: ${DEFAULT-VALUE})")
    private double lambda;

    @Option(names = "--replay-logits", defaultValue = "1", description = "alpha (default: ${DEFAULT-VALUE})")
    private double alpha;

    @Option(names = "--replay-labels", defaultValue = "1", description = "beta (default: ${DEFAULT-VALUE})")
    private double beta;

    @Option(
            names = "--replay-rows",
            defaultValue = "4000",
            description = "that are remembered of each task (default: ${DEFAULT-VALUE})")
    private int remembered;

    @Option(
            names = "--replay-batch",
            defaultValue = "256",
            description = "rows of each of a step's two draws (default: ${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--mix-epochs",
            defaultValue = "5",
            description = "of the routers after a branch (default: ${DEFAULT-VALUE})")
    private int mixEpochs;

    @Option(
            names = "--mix-rate",
            defaultValue = "0.001",
            description = "highest learning rate of the routers after a branch (default: ${DEFAULT-VALUE})")
    private double mixRate;

    @Override
    public Integer call() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<StudyTask> tasks = options.tasks();
        if (tasks.size() < 2) throw new IllegalArgumentException("name at least two tasks");
        ArrayNode runs = json.createArrayNode();
        for (long seed : options.seeds()) {
            StudyTask first = tasks.getFirst();
            Parameters begun =
                    first.train(first.job().initial(first.training(), seed), first.training(), seed, Additions.NONE);
            for (Injection.Way way : ways) runs.addAll(inject(tasks, begun, way, seed));
        }
        ObjectNode result = json.createObjectNode();
        result.put("lambda", lambda).put("alpha", alpha).put("beta", beta).put("replay_rows", remembered);
        result.put("replay_batch", batch).put("mix_epochs", mixEpochs).put("mix_rate", mixRate);
        result.set("runs", runs);
        System.out.println(result);
        return 0;
    }

    private List<ObjectNode> inject(List<StudyTask> tasks, Parameters begun, Injection.Way way, long seed)
            throws IOException {
        List<ObjectNode> rows = new ArrayList<>();
        Map<StudyTask, TaskMemory> known = new LinkedHashMap<>();
        Map<StudyTask, Double> figures = new LinkedHashMap<>();
        StudyTask last = tasks.getFirst();
        Parameters trunk = begun;
        known.put(last, memory(way, last, begun, seed));
        figures.put(last, last.figure(begun));
        for (StudyTask task : tasks.subList(1, tasks.size())) {
            Parameters initial = task.job().initial(task.training(), seed);
            Transplant.withoutHeads(ofTrunk(last, trunk), task.job().spec(), initial);
            // the memory made with the tokenizers of the trunk's last task does not belong to this one
            keepTokenizers(task, initial, seed);
            Parameters injected = injection(way).into(task, initial, List.copyOf(known.values()), seed);
            Transplant.Source moved = new Transplant.Source(task.job().spec(), injected);
            Map<StudyTask, Double> now = new LinkedHashMap<>();
            known.forEach((earlier, memory) -> now.put(earlier, earlier.figure(memory.on(moved))));
            for (Map.Entry<StudyTask, Double> each : now.entrySet()) {
                double before = figures.getOrDefault(each.getKey(), 0.0);
                ObjectNode row = new ObjectMapper().createObjectNode();
                row.put("seed", seed).put("way", way.name().toLowerCase(Locale.ROOT));
                row.put("injected", task.name()).put("task", each.getKey().name());
                row.put("metric", each.getKey().figureName())
                        .put("before", before)
                        .put("after", each.getValue());
                row.put("relative_change", each.getValue() / before - 1);
                row.put("injected_figure", task.figure(injected)).put("injected_worthless", task.worthless());
                StudyTask.say(row.toString());
                rows.add(row);
            }
            figures.putAll(now);
            // the earlier tasks live on the new trunk from now on; their rows and logits of then stay
            known.replaceAll((earlier, memory) -> new TaskMemory(
                    memory.spec(),
                    memory.model(),
                    memory.on(moved),
                    memory.rows(),
                    memory.logits(),
                    fisher(way, earlier, memory.on(moved), seed)));
            known.put(task, memory(way, task, injected, seed));
            figures.put(task, task.figure(injected));
            trunk = injected;
            last = task;
        }
        return rows;
    }

    private static Optional<Parameters> fisher(Injection.Way way, StudyTask task, Parameters parameters, long seed) {
        if (!way.weighs()) return Optional.empty();
        return TaskMemory.of(
                        task.job().spec(),
                        task.model(),
                        parameters,
                        StudyTask.some(task.training(), FISHER_ROWS, seed),
                        new TaskMemory.Room(0, FISHER_ROWS, seed))
                .fisher();
    }

    private Injection injection(Injection.Way way) {
        return new Injection(
                way, lambda, new Replay.Weights(alpha, beta, batch), new Injection.Tuned(mixEpochs, mixRate));
    }

    private static Transplant.Source ofTrunk(StudyTask task, Parameters parameters) {
        return new Transplant.Source(task.job().spec(), parameters);
    }

    private static void keepTokenizers(StudyTask task, Parameters initial, long seed) {
        Parameters own = task.job().initial(task.training(), seed);
        for (String name : own.names()) {
            if (name.startsWith("tokenizers.")) initial.put(name, own.shape(name), own.get(name));
        }
    }

    private TaskMemory memory(Injection.Way way, StudyTask task, Parameters parameters, long seed) {
        return TaskMemory.of(
                task.job().spec(),
                task.model(),
                parameters,
                StudyTask.some(task.training(), remembered, seed + 5),
                new TaskMemory.Room(0, way.weighs() ? FISHER_ROWS : 0, seed));
    }
}
