package io.trivium.runtime.pack;

import io.trivium.runtime.document.Document;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * The training goal of a task, the evaluation of its versions and the retention of its examples.
 *
 * @param loss empty where the head decides nothing that can be wrong
 * @param metrics names of figures that are reported for every version, as in the manifest
 * @param gates the gates that a version must pass before it serves unversioned requests
 * @param challengerGates the limits it must keep against the champion that it would replace
 */
public record Objective(
        Optional<Loss> loss,
        List<String> metrics,
        Calibration calibration,
        List<Gate> gates,
        GateSpec challengerGates,
        Retention retention) {

    /** Names of figures, such as {@code validation_average_precision}. */
    public static final Pattern METRIC = Pattern.compile("[a-zA-Z][a-zA-Z0-9_.@-]{0,79}");

    private static final Pattern PERIOD = Pattern.compile("P[0-9YMWD]{2,20}");

    /**
     * The time that the learning store keeps the records of the task.
     *
     * @param examples from the time of the example; {@code labels} from the time it was observed
     */
    public record Retention(Period examples, Period labels) {
        public static final Retention DEFAULT = new Retention(Period.ofDays(90), Period.ofDays(400));
    }

    public Objective {
        metrics = List.copyOf(metrics);
        gates = List.copyOf(gates);
    }

    /** Reads the fields of {@code spec.yaml} that belong to the objective; faults are added to the document. */
    static Objective read(Document spec, List<TensorSpec> inputs, Head head) {
        Optional<Loss> loss = spec.has("loss")
                ? Optional.of(spec.constant("loss", Loss::ofLabel, Loss.BINARY_CROSS_ENTROPY, true))
                : usual(head);
        loss.filter(each -> spec.has("loss") && !each.fits(head))
                .ifPresent(each -> spec.fault("loss", each + " does not fit the head " + head));
        List<String> metrics = spec.texts("metrics", METRIC, 0, 64);
        Calibration calibration = spec.constant("calibration", Calibration::ofLabel, Calibration.NONE, false);
        if (calibration != Calibration.NONE && head != Head.BINARY && head != Head.MULTICLASS) {
            spec.fault("calibration", "needs a head of probabilities, not " + head);
        }
        Retention retention =
                spec.optionalObject("retention").map(Objective::retention).orElse(Retention.DEFAULT);
        return new Objective(loss, metrics, calibration, gates(spec), GateSpec.read(spec, inputs, head), retention);
    }

    private static Optional<Loss> usual(Head head) {
        return switch (head) {
            case BINARY -> Optional.of(Loss.BINARY_CROSS_ENTROPY);
            case MULTICLASS -> Optional.of(Loss.CROSS_ENTROPY);
            case REGRESSION -> Optional.of(Loss.SQUARED_ERROR);
            case SURVIVAL -> Optional.of(Loss.CENSORED_LIKELIHOOD);
            case DETECTION -> Optional.of(Loss.FOCAL);
            case SEGMENTATION -> Optional.of(Loss.DICE_CROSS_ENTROPY);
            case NONE -> Optional.empty();
        };
    }

    private static List<Gate> gates(Document spec) {
        List<Gate> gates = new ArrayList<>();
        for (Document each : spec.objects("gates", 0, 64)) {
            String metric = each.text("metric", METRIC);
            OptionalDouble least = limit(each, "least");
            OptionalDouble most = limit(each, "most");
            if (least.isEmpty() && most.isEmpty()) {
                each.fault("least", "or most must be given");
            } else if (least.isPresent() && most.isPresent() && least.getAsDouble() > most.getAsDouble()) {
                each.fault("least", "is above most");
            } else {
                gates.add(new Gate(metric, least, most));
            }
            each.refuseUnknownFields();
        }
        return gates;
    }

    private static OptionalDouble limit(Document gate, String field) {
        if (!gate.has(field)) return OptionalDouble.empty();
        return OptionalDouble.of(gate.number(field, -Double.MAX_VALUE, Double.MAX_VALUE, 0));
    }

    private static Retention retention(Document document) {
        Retention read = new Retention(
                period(document, "examples", Retention.DEFAULT.examples()),
                period(document, "labels", Retention.DEFAULT.labels()));
        document.refuseUnknownFields();
        return read;
    }

    private static Period period(Document document, String field, Period otherwise) {
        if (!document.has(field)) return otherwise;
        String text = document.text(field, PERIOD);
        try {
            return text.isEmpty() ? otherwise : Period.parse(text);
        } catch (DateTimeParseException e) {
            document.fault(field, "is not a period of ISO 8601 such as P90D: " + text);
            return otherwise;
        }
    }
}
