package io.trivium.runtime.learning;

import io.trivium.runtime.document.Document;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts {@code network} and {@code training} of a specification: a dense network over one table of numbers.
 *
 * @param derived columns the network appends to its input
 * @param signedLog per column, derived ones included, whether {@code sign(x)·ln(1 + |x|)} is taken first
 * @param bins most quantile cut points per column of the piecewise-linear embedding; 0 leaves the embedding out
 * @param embedding numbers each column's piecewise-linear embedding has
 * @param members networks trained with their own initial weights and row order; the answer is their mean score
 */
@SuppressWarnings("ArrayRecordComponent") // a flag per column; never compared
public record DenseSpec(
        DerivedColumns derived,
        boolean[] signedLog,
        boolean standardise,
        int bins,
        int embedding,
        List<Integer> hidden,
        Activation activation,
        double dropout,
        int members,
        Training training) {

    /** Non-linearity between layers. */
    public enum Activation {
        RELU("relu"),
        SILU("silu");

        private final String label;

        Activation(String label) {
            this.label = label;
        }

        static Optional<Activation> ofLabel(String label) {
            for (Activation each : values()) if (each.label.equals(label)) return Optional.of(each);
            return Optional.empty();
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * How the network is trained.
     *
     * @param warmup share of all steps in which the learning rate rises to its value
     * @param clipNorm largest global norm of one member's gradient
     * @param patience epochs without a better validation average precision before a member's training ends
     * @param decay weight decay of AdamW on weights; {@code embeddingDecay} the one on embeddings
     */
    public record Training(
            int epochs,
            int batch,
            double learningRate,
            double decay,
            double embeddingDecay,
            double warmup,
            double clipNorm,
            int patience,
            double labelSmoothing) {}

    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern COLUMN = Pattern.compile(".{1,64}");

    public DenseSpec {
        hidden = List.copyOf(hidden);
    }

    /** Reads the trainer's part of a specification whose serving part is already valid.
     * @throws InvalidPackException with every fault */
    public static DenseSpec parse(byte[] yaml, ModelSpec model) {
        List<String> faults = new ArrayList<>();
        Document root = Document.root(ModelSpec.tree(yaml), "spec.yaml", faults);
        if (model.inputs().size() != 1
                || model.inputs().getFirst().shape().size() != 2
                || model.inputs().getFirst().shape().getLast() < 1) {
            root.fault("inputs", "must be one table [-1, columns] for a dense network");
        }
        if (model.outputs().size() != 1) root.fault("outputs", "must be one score [-1, 1] for a dense network");
        if (!faults.isEmpty()) throw new InvalidPackException("cannot train", faults);
        DenseSpec spec = network(
                root.object("network"),
                training(root.object("training")),
                model.inputs().getFirst());
        if (!faults.isEmpty()) throw new InvalidPackException("cannot train", faults);
        return spec;
    }

    private static DenseSpec network(Document network, Training training, TensorSpec table) {
        if (!network.text("kind", WORD).equals("dense")) network.fault("kind", "must be dense");
        DerivedColumns derived = DerivedColumns.parse(network, table);
        boolean[] signedLog = derived.widen(columns(network, "signedLog", table));
        boolean standardise = network.flag("standardise", true);
        int bins = 0;
        int embedding = 0;
        Optional<Document> piecewise = network.optionalObject("piecewise");
        if (piecewise.isPresent()) {
            bins = (int) piecewise.orElseThrow().integer("bins", 2, 1_024);
            embedding = (int) piecewise.orElseThrow().integer("embedding", 1, 64, 8);
            piecewise.orElseThrow().refuseUnknownFields();
        }
        List<Integer> hidden = network.integers("hidden", 1, 8, 1, 8_192).stream()
                .map(Long::intValue)
                .toList();
        Activation activation = network.constant("activation", Activation::ofLabel, Activation.RELU, false);
        double dropout = network.number("dropout", 0, 0.9, 0);
        int members = (int) network.integer("ensemble", 1, 64, 1);
        network.refuseUnknownFields();
        return new DenseSpec(
                derived, signedLog, standardise, bins, embedding, hidden, activation, dropout, members, training);
    }

    private static Training training(Document training) {
        Training read = new Training(
                (int) training.integer("epochs", 1, 10_000),
                (int) training.integer("batch", 1, 65_536),
                training.number("learningRate", 0, 10, 1e-3),
                training.number("weightDecay", 0, 10, 0.01),
                training.number("embeddingDecay", 0, 10, 0.01),
                training.number("warmup", 0, 1, 0.05),
                training.number("clipNorm", 0, 1e6, 1),
                (int) training.integer("patience", 1, 10_000, 8),
                training.number("labelSmoothing", 0, 0.5, 0));
        training.refuseUnknownFields();
        return read;
    }

    /** Either {@code true}/{@code false} for all columns or a list of their names. */
    private static boolean[] columns(Document network, String field, TensorSpec table) {
        boolean[] chosen = new boolean[Math.toIntExact(table.shape().getLast())];
        if (network.find(field).isEmpty()) return chosen;
        if (network.find(field).orElseThrow().isBoolean()) {
            java.util.Arrays.fill(chosen, network.flag(field, false));
            return chosen;
        }
        for (String name : network.texts(field, COLUMN, 0, chosen.length)) {
            int column = table.columns().indexOf(name);
            if (column < 0) network.fault(field, "names a column the input does not have: " + name);
            else chosen[column] = true;
        }
        return chosen;
    }
}
