package io.trivium.runtime.training.network;

import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.moe.NetworkSpec;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.statistics.BoundedLabels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A data set in the form a network takes. */
public final class EncodedData {
    private final int rows;
    private final List<EncodedInput> inputs = new ArrayList<>();
    private final BoundedLabels labels;
    private final BaseAnswers base;

    /** @throws IllegalArgumentException when an input is missing or of another size */
    public EncodedData(NetworkSpec spec, ModelSpec model, TaskData data, Parameters parameters) {
        this(spec, model, data, parameters, false);
    }

    /**
     * As the constructor, for rows that the network is trained on.
     *
     * @throws IllegalArgumentException when an input is missing or of another size
     */
    public static EncodedData learned(NetworkSpec spec, ModelSpec model, TaskData data, Parameters parameters) {
        return new EncodedData(spec, model, data, parameters, true);
    }

    private EncodedData(NetworkSpec spec, ModelSpec model, TaskData data, Parameters parameters, boolean learned) {
        this.rows = data.rows();
        this.labels = data.boundedLabels();
        for (int i = 0; i < spec.tokenizers().size(); i++) {
            inputs.add(EncodedInput.of(spec.tokenizers().get(i), i, data, parameters));
        }
        this.base = BaseAnswers.of(spec, model, data, parameters, learned);
    }

    public int rows() {
        return rows;
    }

    /** Empty when the data has none. */
    public BoundedLabels labels() {
        return labels;
    }

    /** The base answers; empty where the network has none. */
    BaseAnswers base() {
        return base;
    }

    List<EncodedInput> inputs() {
        return inputs;
    }

    /**
     * Writes it for a trainer outside of this process: for tokenizer i {@code i.numbers} F32 [rows, numbers of a row],
     * with bins {@code i.found} I64 and {@code i.places} F32 of the same shape, with padding {@code i.present} F32
     * [rows, T]; {@code label} F32 [rows, labels of a row], with an interval among them {@code
     * labelbounds} F32 [rows, labels of a row, 2] and, with a base answer, {@code base} F32 [rows, numbers].
     */
    public void write(Path file) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int i = 0; i < inputs.size(); i++) {
            EncodedInput input = inputs.get(i);
            writer.add(i + ".numbers", shape(input.numbers().length), input.numbers());
            if (input.found().length > 0) {
                long[] found = Arrays.stream(input.found()).asLongStream().toArray();
                writer.add(i + ".found", shape(found.length), found);
                writer.add(i + ".places", shape(found.length), input.places());
            }
            if (input.present().length > 0) writer.add(i + ".present", shape(input.present().length), input.present());
        }
        writer.add("label", shape(labels.count()), labels.numbers());
        if (labels.bounds().length > 0) {
            writer.add("labelbounds", new long[] {rows, labels.count() / rows, 2}, labels.bounds());
        }
        if (base.numbers() > 0) writer.add("base", shape(base.values().length), base.values());
        writer.write(file);
    }

    private long[] shape(int numbers) {
        return new long[] {rows, numbers / rows};
    }
}
