package io.trivium.runtime.training.stage;

import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.ParameterNames;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.TaskMeasure;
import io.trivium.runtime.training.moe.Transplant;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A trunk's memory of one task it was trained on: rows with their labels and the logits that the network at that time
 * gave to them, the task's tokenizers and heads, and how much each weight of the trunk matters to it. One folder of the
 * memory's.
 *
 * @param fisher the diagonal of {@link Fisher}; empty when none was taken
 */
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record TaskMemory(
        NetworkSpec spec,
        ModelSpec model,
        Parameters parameters,
        TaskData rows,
        float[] logits,
        Optional<Parameters> fisher) {
    private static final String ROWS = "rows.safetensors";
    private static final String FISHER = "fisher.safetensors";

    /**
     * The limits of the memory of a task from now on.
     *
     * @param bytes of the rows at most
     * @param fisherRows rows by which the Fisher information is estimated; 0 leaves it out
     */
    public record Room(long bytes, int fisherRows, long seed) {}

    /** A memory of all its rows, which is on no disk. */
    public static TaskMemory of(NetworkSpec spec, ModelSpec model, Parameters parameters, TaskData rows, Room room) {
        Optional<Parameters> fisher = room.fisherRows() == 0
                ? Optional.empty()
                : Optional.of(Fisher.diagonal(spec, model, parameters, rows, room.fisherRows(), room.seed()));
        float[] logits = new Measured(spec, model, parameters).logits(rows);
        return new TaskMemory(spec, model, parameters, rows, logits, fisher);
    }

    /**
     * Adds labelled rows to a task's memory, with the logits of a trained pack, whose tokenizers and heads are remembered
     * from then on.
     *
     * @param strata one of each row, such as its day
     * @return rows that are kept by stratum
     */
    public static Map<Long, Integer> remember(Path memory, Path pack, TaskData rows, long[] strata, Room room)
            throws IOException {
        Transplant.Source source = MoeTrainingJob.read(pack);
        byte[] yaml = Files.readAllBytes(pack.resolve(ModelPack.SPEC));
        ModelSpec model = ModelSpec.parse(yaml);
        TaskMemory now = of(source.spec(), model, source.parameters(), rows, room);
        List<Integer> sizes = sizes(model);
        int size = sizes.stream().mapToInt(Integer::intValue).sum();
        Path folder = Files.createDirectories(memory.resolve(model.task().value()));
        Path file = folder.resolve(ROWS);
        Reservoir reservoir = Files.exists(file)
                ? Reservoir.read(file)
                : new Reservoir(
                        Math.toIntExact(Math.max(1, room.bytes() / (4L * (size + rows.bounds().length / rows.rows())))),
                        room.seed());
        int each = sizes.get(model.inputs().size());
        boolean bounded = rows.bounds().length > 0 || reservoir.items().stream().anyMatch(item -> item.length > size);
        if (bounded) reservoir.replaceAll(item -> item.length > size ? item : bounded(item, labels(item, sizes)));
        BoundedLabels labels = rows.boundedLabels();
        for (int row = 0; row < rows.rows(); row++) {
            float[] item = now.item(row, sizes, size);
            reservoir.offer(strata[row], bounded ? bounded(item, labels.some(new int[] {row}, each)) : item);
        }
        reservoir.write(file);
        source.parameters().write(folder.resolve(ModelPack.WEIGHTS));
        if (now.fisher.isPresent()) now.fisher.orElseThrow().write(folder.resolve(FISHER));
        Files.write(folder.resolve(ModelPack.SPEC), yaml);
        return reservoir.sizes();
    }

    /** Numbers of a row's inputs in their order, its labels and its logits. */
    private static List<Integer> sizes(ModelSpec model) {
        List<Integer> sizes = new ArrayList<>();
        for (TensorSpec input : model.inputs()) {
            int size = 1;
            for (long dimension : input.shape().subList(1, input.shape().size())) {
                size = Math.multiplyExact(size, Math.toIntExact(dimension));
            }
            sizes.add(size);
        }
        TaskMeasure measure = new TaskMeasure(model);
        sizes.add(measure.labelsPerRow());
        sizes.add(measure.width());
        return sizes;
    }

    private float[] item(int row, List<Integer> sizes, int size) {
        float[] item = new float[size];
        int at = 0;
        int column = 0;
        for (TensorSpec input : model.inputs()) {
            int each = sizes.get(column++);
            System.arraycopy(rows.input(input.name(), each), row * each, item, at, each);
            at += each;
        }
        int labels = sizes.get(column++);
        System.arraycopy(rows.labels(), row * labels, item, at, labels);
        int width = sizes.get(column);
        System.arraycopy(logits, row * width, item, at + labels, width);
        return item;
    }

    private static BoundedLabels labels(float[] item, List<Integer> sizes) {
        int end = item.length - sizes.getLast();
        return new BoundedLabels(Arrays.copyOfRange(item, end - sizes.get(sizes.size() - 2), end));
    }

    /** An item with the bounds of its labels behind it, as all have where some label of the memory is an interval. */
    private static float[] bounded(float[] item, BoundedLabels labels) {
        float[] both = Arrays.copyOf(item, item.length + 2 * labels.count());
        for (int i = 0; i < labels.count(); i++) {
            both[item.length + 2 * i] = labels.low(i);
            both[item.length + 2 * i + 1] = labels.high(i);
        }
        return both;
    }

    /** Reads a task's memory. */
    public static TaskMemory read(Path folder) throws IOException {
        byte[] yaml = Files.readAllBytes(folder.resolve(ModelPack.SPEC));
        ModelSpec model = ModelSpec.parse(yaml);
        List<float[]> items = Reservoir.read(folder.resolve(ROWS)).items();
        List<Integer> sizes = sizes(model);
        int labels = model.inputs().size();
        boolean bounded = !items.isEmpty()
                && items.getFirst().length
                        > sizes.stream().mapToInt(Integer::intValue).sum();
        if (bounded) sizes.add(2 * sizes.get(labels));
        List<float[]> columns = new ArrayList<>();
        int at = 0;
        for (int size : sizes) {
            float[] column = new float[Math.multiplyExact(items.size(), size)];
            for (int row = 0; row < items.size(); row++) System.arraycopy(items.get(row), at, column, row * size, size);
            columns.add(column);
            at += size;
        }
        Map<String, float[]> inputs = new LinkedHashMap<>();
        for (int i = 0; i < model.inputs().size(); i++)
            inputs.put(model.inputs().get(i).name(), columns.get(i));
        float[] bounds = bounded ? columns.getLast() : new float[0];
        Path fisher = folder.resolve(FISHER);
        return new TaskMemory(
                NetworkSpec.parse(yaml, model),
                model,
                Parameters.read(folder.resolve(ModelPack.WEIGHTS)),
                new TaskData(items.size(), inputs, columns.get(labels), bounds, new long[0]),
                columns.get(labels + 1),
                Files.exists(fisher) ? Optional.of(Parameters.read(fisher)) : Optional.empty());
    }

    /** All tasks of a memory, by name. */
    public static List<TaskMemory> readAll(Path memory) throws IOException {
        List<TaskMemory> tasks = new ArrayList<>();
        try (Stream<Path> folders = Files.list(memory)) {
            for (Path folder : folders.filter(each -> Files.exists(each.resolve(ROWS)))
                    .sorted()
                    .toList()) {
                tasks.add(read(folder));
            }
        }
        if (tasks.isEmpty()) throw new IllegalArgumentException(memory + " remembers no task");
        return tasks;
    }

    /** The task's network on another trunk of the same sizes, which may have more groups of experts. */
    public NetworkSpec on(NetworkSpec other) {
        return new NetworkSpec(other.topology(), Optional.empty(), spec.readout(), spec.tokenizers(), spec.base());
    }

    /** The task's tokenizers and heads on another trunk. */
    public Parameters on(Transplant.Source trunk) {
        Parameters joined = new Parameters();
        ParameterNames.shapes(on(trunk.spec()), model).forEach((name, shape) -> {
            boolean own = name.startsWith("tokenizers.") || name.startsWith("heads.");
            Parameters from = own ? parameters : trunk.parameters();
            joined.put(name, shape, from.get(name).clone());
        });
        return joined;
    }
}
