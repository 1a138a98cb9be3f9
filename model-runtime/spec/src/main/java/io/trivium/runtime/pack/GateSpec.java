package io.trivium.runtime.pack;

import io.trivium.runtime.document.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The limits that a challenger must keep against its champion before it receives any request; the part {@code
 * challengerGates} of {@code spec.yaml}. Without it the defaults hold.
 *
 * @param margin how far the metric of a target may fall on held-out rows
 * @param mostRows most rows of each kind that are evaluated
 * @param leastRows fewest held-out rows that allow a judgement, {@code leastPositives} of each class of a binary head
 * @param sliceLoss how much larger the loss of a slice may be, as a share of the champion's
 * @param leastSliceRows fewest rows of a slice that is judged
 * @param change factor by which the answers of a slice may change relative to the rest
 * @param calibration how much larger the calibration error may be
 * @param overfitting how far the metric on seen rows may be above that on held-out rows, beyond the champion's distance
 * @param maskedLoss share of the metric that may be lost with any one expert
 * @param latency time of a call as a multiple of the champion's
 * @param memory bytes of the weights as a multiple of the champion's
 * @param maxAge the time allowed between the newest row that could have been learned and the newest one that was, and
 *     since the cut-off of the data set
 * @param parity largest difference, relative, of a served answer to that of the trainer's weights
 * @param slices columns whose values or quarters are slices, in addition to those that are found
 */
public record GateSpec(
        double margin,
        int mostRows,
        int leastRows,
        int leastPositives,
        double sliceLoss,
        int leastSliceRows,
        double change,
        double calibration,
        double overfitting,
        double maskedLoss,
        double latency,
        double memory,
        Duration maxAge,
        double parity,
        List<Column> slices,
        Optional<Fairness> fairness) {

    /** The name of the part of the specification. */
    public static final String FIELD = "challengerGates";

    public static final GateSpec DEFAULT = new GateSpec(
            0.03,
            4_000,
            200,
            20,
            0.25,
            50,
            2.0,
            0.02,
            0.1,
            0.5,
            1.5,
            1.25,
            Duration.ofDays(14),
            1e-3,
            List.of(),
            Optional.empty());

    private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}");
    private static final int MOST_SLICES = 32;
    private static final int MOST_GROUPS = 16;

    /**
     * One number of a row.
     *
     * @param column by the name that the input's specification gives it; of a sequence, that of the last step
     */
    public record Column(String input, String column) {
        @Override
        public String toString() {
            return input + "." + column;
        }
    }

    /**
     * Groups that must be found alike.
     *
     * @param difference largest difference between the groups' shares of positive rows that are found
     */
    public record Fairness(Column column, List<Group> groups, double difference) {
        public Fairness {
            groups = List.copyOf(groups);
        }
    }

    /** Rows whose column has this value. */
    public record Group(String name, double value) {}

    public GateSpec {
        slices = List.copyOf(slices);
    }

    /** These limits, and those of another specification where it is stricter; its groups count where there are none here. */
    public GateSpec narrowedBy(GateSpec other) {
        return new GateSpec(
                Math.min(margin, other.margin),
                mostRows,
                Math.max(leastRows, other.leastRows),
                Math.max(leastPositives, other.leastPositives),
                Math.min(sliceLoss, other.sliceLoss),
                Math.min(leastSliceRows, other.leastSliceRows),
                Math.min(change, other.change),
                Math.min(calibration, other.calibration),
                Math.min(overfitting, other.overfitting),
                Math.min(maskedLoss, other.maskedLoss),
                Math.min(latency, other.latency),
                Math.min(memory, other.memory),
                maxAge.compareTo(other.maxAge) <= 0 ? maxAge : other.maxAge,
                Math.min(parity, other.parity),
                Stream.concat(slices.stream(), other.slices.stream()).distinct().toList(),
                fairness.isPresent()
                        ? fairness.map(own -> other.fairness
                                .filter(each -> each.column.equals(own.column) && each.groups.equals(own.groups))
                                .filter(each -> each.difference < own.difference)
                                .orElse(own))
                        : other.fairness);
    }

    /** Reads the part of {@code spec.yaml}; faults are added to the document. */
    static GateSpec read(Document spec, List<TensorSpec> inputs, Head head) {
        Optional<Document> given = spec.optionalObject(FIELD);
        if (given.isEmpty()) return DEFAULT;
        Document document = given.orElseThrow();
        List<Column> slices = new ArrayList<>();
        for (Document each : document.objects("slices", 0, MOST_SLICES)) {
            slices.add(column(each, inputs));
            each.refuseUnknownFields();
        }
        GateSpec read = new GateSpec(
                document.number("margin", 0, 1, DEFAULT.margin),
                (int) document.integer("mostRows", 100, 100_000, DEFAULT.mostRows),
                (int) document.integer("leastRows", 10, 100_000, DEFAULT.leastRows),
                (int) document.integer("leastPositives", 1, 100_000, DEFAULT.leastPositives),
                document.number("sliceLoss", 0, 10, DEFAULT.sliceLoss),
                (int) document.integer("leastSliceRows", 10, 100_000, DEFAULT.leastSliceRows),
                document.number("change", 1, 100, DEFAULT.change),
                document.number("calibration", 0, 1, DEFAULT.calibration),
                document.number("overfitting", 0, 1, DEFAULT.overfitting),
                document.number("maskedLoss", 0, 1, DEFAULT.maskedLoss),
                document.number("latency", 1, 100, DEFAULT.latency),
                document.number("memory", 1, 100, DEFAULT.memory),
                Duration.ofDays(document.integer("maxAgeDays", 1, 3_650, DEFAULT.maxAge.toDays())),
                document.number("parity", 0, 1, DEFAULT.parity),
                slices,
                document.optionalObject("fairness").map(each -> fairness(each, inputs, head)));
        document.refuseUnknownFields();
        return read;
    }

    private static Fairness fairness(Document document, List<TensorSpec> inputs, Head head) {
        if (head != Head.BINARY) document.fault("difference", "needs a binary head, not " + head);
        Column column = column(document, inputs);
        List<Group> groups = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Document each : document.objects("groups", 2, MOST_GROUPS)) {
            String name = each.text("name", GROUP);
            if (!each.has("value")) each.fault("value", "is missing");
            if (!name.isEmpty() && !names.add(name)) each.fault("name", "is used twice: " + name);
            groups.add(new Group(name, each.number("value", -Float.MAX_VALUE, Float.MAX_VALUE, 0)));
            each.refuseUnknownFields();
        }
        double difference = document.number("difference", 0, 1, 0.1);
        document.refuseUnknownFields();
        return new Fairness(column, groups, difference);
    }

    private static Column column(Document document, List<TensorSpec> inputs) {
        Column read = new Column(
                document.text("input", ModelSpec.TENSOR_NAME), document.text("column", ModelSpec.TENSOR_NAME));
        Optional<TensorSpec> input =
                inputs.stream().filter(each -> each.name().equals(read.input())).findFirst();
        if (!read.input().isEmpty() && input.isEmpty()) {
            document.fault("input", "is no input of the model: " + read.input());
        } else if (!read.column().isEmpty()
                && input.isPresent()
                && !input.orElseThrow().columns().contains(read.column())) {
            document.fault("column", "is no column that input " + read.input() + " names: " + read.column());
        }
        return read;
    }
}
