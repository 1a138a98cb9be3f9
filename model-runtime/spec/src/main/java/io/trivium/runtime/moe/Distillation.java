package io.trivium.runtime.moe;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import io.trivium.runtime.statistics.Boosting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The part {@code training.distillation} of a specification: the network learns a teacher's answers in addition to the
 * labels, also on rows without labels (Hinton et al., "Distilling the Knowledge in a Neural Network", arXiv
 * 1503.02531).
 *
 * @param weight share of a labelled row's loss that compares with the teacher; rows without a label have nothing else
 * @param temperature divisor of the logits of both before they are compared, 1 for numbers; the larger the more of the order among
 *     unlikely rows is learned; the loss is multiplied by its square, as its gradient falls with that
 * @param input the tensor that the teacher reads, row by row
 * @param columns places in a row of it; empty for all
 * @param teachers ensembles whose logits are averaged
 */
public record Distillation(
        double weight, double temperature, String input, List<Integer> columns, List<Ensemble> teachers) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
    private static final int MOST_TEACHERS = 8;

    /**
     * Boosted trees by cross-fitting: the labelled rows are dealt into parts by their hash, and for each part there is a
     * member that was grown without it.
     */
    public record Ensemble(int parts, Boosting trees) {}

    public Distillation {
        columns = List.copyOf(columns);
        teachers = List.copyOf(teachers);
    }

    /** Reads it where a training has one; faults are added to the document. */
    static Optional<Distillation> read(Document training, ModelSpec model) {
        return training.optionalObject("distillation").map(document -> {
            if (!EnumSet.of(Head.BINARY, Head.MULTICLASS, Head.REGRESSION).contains(model.head())) {
                training.fault("distillation", "needs the head binary, multiclass or regression");
            }
            String name = document.text("input", NAME);
            Optional<TensorSpec> input = model.input(name);
            if (!name.isEmpty() && input.isEmpty()) document.fault("input", "is no input of the model: " + name);
            List<Integer> columns = new ArrayList<>();
            for (String column : document.texts("columns", NAME, 0, 65_536)) {
                int place =
                        input.map(tensor -> tensor.columns().indexOf(column)).orElse(0);
                if (place < 0) document.fault("columns", "name no column of " + name + ": " + column);
                columns.add(place);
            }
            List<Ensemble> teachers = new ArrayList<>();
            for (Document each : document.objects("teachers", 1, MOST_TEACHERS)) teachers.add(teacher(each));
            Distillation read = new Distillation(
                    document.number("weight", 0, 1, 0.5),
                    document.number("temperature", 0.1, 100, 1),
                    name,
                    columns,
                    teachers);
            if (model.head() == Head.REGRESSION && read.temperature() != 1) {
                document.fault("temperature", "is for classes, and the head answers numbers");
            }
            if (model.head() != Head.BINARY
                    && teachers.stream().anyMatch(each -> each.trees().positiveWeight() != 1)) {
                document.fault("teachers", "have a positiveWeight, which is for the head binary");
            }
            document.refuseUnknownFields();
            return read;
        });
    }

    private static Ensemble teacher(Document document) {
        String kind = document.text("kind", NAME);
        if (!kind.isEmpty() && !kind.equals("boosted-trees")) document.fault("kind", "is not boosted-trees: " + kind);
        Ensemble read = new Ensemble((int) document.integer("parts", 2, 100, 5), Boosting.read(document));
        document.refuseUnknownFields();
        return read;
    }
}
