package io.trivium.med.study;

import io.trivium.med.study.Refusal.Reason;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the slices of a series form a regular lattice in the patient, and which. What does not is refused rather than
 * repaired: a volume with a missing or a doubled slice gives wrong diameters and places findings wrongly.
 *
 * <p>Thresholds: Image Position (Patient) is written with three or more decimals, so 0.01 mm and 0.01° are rounding. A distance
 * is even within 5 % of the median or 0.1 mm, whichever is more; that bounds the error of a diameter along the axis by 5 %, a
 * third of what radiologists differ by (Revel et al., Radiology 231:453, 2004: ± 1.7 mm). A tilt of 0.5° shears a lung of
 * 300 mm by 2.6 mm, less than the smallest nodule that is reported.
 *
 * @param minSlices fewest slices
 * @param maxSliceDistanceMm largest distance between slices
 * @param minCoverageMm from the first to the last slice; an adult's lungs measure 200 to 300 mm
 */
public record GeometryPolicy(int minSlices, double maxSliceDistanceMm, double minCoverageMm) {
    public static final GeometryPolicy DEFAULT = new GeometryPolicy(12, 10, 100);

    private static final double SAME_POSITION_MM = 0.01;
    private static final double SAME_DIRECTION_DEGREES = 0.1;
    private static final double SAME_SPACING = 0.001;
    private static final double MAX_TILT_DEGREES = 0.5;
    private static final double EVEN_SHARE = 0.05;
    private static final double EVEN_MM = 0.1;
    private static final double GAP_FACTOR = 1.5;
    private static final double MAX_OFF_MM = 0.5;

    /** A series is either a lattice of slices in order of the normal, or refused. */
    public sealed interface Result {
        /**
         * Slices that form a lattice.
         *
         * @param slices in order of rising k of the grid
         */
        record Regular(Grid grid, List<SliceHeader> slices) implements Result {}

        record Refused(Refusal refusal) implements Result {}
    }

    public Result check(SeriesHeaders series) {
        List<SliceHeader> slices = series.slices();
        if (slices.size() < minSlices) {
            return refused(
                    Reason.TOO_FEW_SLICES,
                    "The series has %d slices; at least %d are needed.",
                    slices.size(),
                    minSlices);
        }
        Optional<Result> unequal = unequal(slices);
        if (unequal.isPresent()) return unequal.orElseThrow();
        Orientation orientation = slices.getFirst().orientation().orElseThrow();
        Point normal = orientation.normal();
        List<SliceHeader> sorted = new ArrayList<>(slices);
        sorted.sort(Comparator.comparingDouble(
                slice -> slice.position().orElseThrow().dot(normal)));
        return lattice(sorted, orientation);
    }

    /** Checks the attributes that must be the same in all slices; returns the first difference. */
    private static Optional<Result> unequal(List<SliceHeader> slices) {
        SliceHeader first = slices.getFirst();
        for (SliceHeader slice : slices) {
            if (slice.position().isEmpty()
                    || slice.orientation().isEmpty()
                    || slice.pixelSpacing().isEmpty()) {
                return Optional.of(refused(
                        Reason.MISSING_GEOMETRY,
                        "Slice %d has no usable position, orientation or pixel spacing.",
                        slice.instanceNumber()));
            }
            if (slice.rescaleIntercept().isEmpty()
                    || slice.rescaleSlope().isEmpty()
                    || slice.rescaleSlope().getAsDouble() == 0) {
                return Optional.of(refused(
                        Reason.MISSING_RESCALE,
                        "Slice %d has no rescale slope and intercept, so its numbers are no Hounsfield units.",
                        slice.instanceNumber()));
            }
            if (!slice.frameOfReferenceUid().equals(first.frameOfReferenceUid())) {
                return Optional.of(refused(
                        Reason.MIXED_FRAME_OF_REFERENCE,
                        "Slices %d and %d are of different frames of reference.",
                        first.instanceNumber(),
                        slice.instanceNumber()));
            }
            if (slice.rows() != first.rows()
                    || slice.columns() != first.columns()
                    || slice.rows() < 2
                    || slice.columns() < 2) {
                return Optional.of(refused(
                        Reason.MIXED_SIZE,
                        "Slice %d has %d × %d pixels, slice %d has %d × %d.",
                        first.instanceNumber(),
                        first.rows(),
                        first.columns(),
                        slice.instanceNumber(),
                        slice.rows(),
                        slice.columns()));
            }
            double degrees = slice.orientation()
                    .orElseThrow()
                    .degreesTo(first.orientation().orElseThrow());
            if (degrees > SAME_DIRECTION_DEGREES) {
                return Optional.of(refused(
                        Reason.MIXED_ORIENTATION,
                        "Slices %d and %d are turned by %.2f° against each other.",
                        first.instanceNumber(),
                        slice.instanceNumber(),
                        degrees));
            }
            double[] here = slice.pixelSpacing().orElseThrow();
            double[] there = first.pixelSpacing().orElseThrow();
            if (Math.abs(here[0] / there[0] - 1) > SAME_SPACING || Math.abs(here[1] / there[1] - 1) > SAME_SPACING) {
                return Optional.of(refused(
                        Reason.MIXED_PIXEL_SPACING,
                        "Slice %d has pixels of %.4f mm, slice %d of %.4f mm.",
                        first.instanceNumber(),
                        there[0],
                        slice.instanceNumber(),
                        here[0]));
            }
        }
        return Optional.empty();
    }

    private Result lattice(List<SliceHeader> sorted, Orientation orientation) {
        Point normal = orientation.normal();
        Point first = sorted.getFirst().position().orElseThrow();
        double[] along = sorted.stream()
                .mapToDouble(slice -> slice.position().orElseThrow().dot(normal))
                .toArray();
        double median = medianStep(along);
        for (int k = 1; k < along.length; k++) {
            double step = along[k] - along[k - 1];
            if (step < SAME_POSITION_MM) {
                return refused(
                        Reason.DUPLICATE_POSITION,
                        "Slices %d and %d have the same position; two acquisitions in one series cannot be separated.",
                        sorted.get(k - 1).instanceNumber(),
                        sorted.get(k).instanceNumber());
            }
        }
        Point stack = sorted.getLast().position().orElseThrow().minus(first);
        double tilt = Orientation.degrees(stack.dot(normal) / stack.length());
        if (tilt > MAX_TILT_DEGREES) {
            return refused(
                    Reason.GANTRY_TILT,
                    "The slices are stacked %.1f° off their normal (tilted gantry); at most %.1f° are read.",
                    tilt,
                    MAX_TILT_DEGREES);
        }
        double allowed = Math.max(EVEN_MM, EVEN_SHARE * median);
        for (int k = 1; k < along.length; k++) {
            double step = along[k] - along[k - 1];
            if (step > GAP_FACTOR * median) {
                return refused(
                        Reason.GAP,
                        "Between slices %d and %d lie %.2f mm, elsewhere %.2f mm: slices are missing.",
                        sorted.get(k - 1).instanceNumber(),
                        sorted.get(k).instanceNumber(),
                        step,
                        median);
            }
            if (Math.abs(step - median) > allowed) {
                return refused(
                        Reason.UNEVEN_SPACING,
                        "Between slices %d and %d lie %.2f mm, elsewhere %.2f mm.",
                        sorted.get(k - 1).instanceNumber(),
                        sorted.get(k).instanceNumber(),
                        step,
                        median);
            }
        }
        for (int k = 1; k < along.length; k++) {
            Point expected = first.plus(stack.times((double) k / (along.length - 1)));
            double off = sorted.get(k).position().orElseThrow().minus(expected).length();
            if (off > Math.max(allowed, MAX_OFF_MM)) {
                return refused(
                        Reason.UNEVEN_SPACING,
                        "Slice %d is %.2f mm off its position in the stack.",
                        sorted.get(k).instanceNumber(),
                        off);
            }
        }
        if (median > maxSliceDistanceMm) {
            return refused(
                    Reason.TOO_THICK,
                    "The slices are %.1f mm apart; at most %.1f mm are read.",
                    median,
                    maxSliceDistanceMm);
        }
        double coverage = along[along.length - 1] - along[0];
        if (coverage < minCoverageMm) {
            return refused(
                    Reason.TOO_SHORT,
                    "The series covers %.0f mm; at least %.0f mm are needed.",
                    coverage,
                    minCoverageMm);
        }
        double[] spacing = sorted.getFirst().pixelSpacing().orElseThrow();
        Grid grid = new Grid(
                sorted.size(),
                sorted.getFirst().rows(),
                sorted.getFirst().columns(),
                first,
                orientation.alongRow(),
                orientation.alongColumn(),
                spacing[1],
                spacing[0],
                coverage / (along.length - 1));
        return new Result.Regular(grid, List.copyOf(sorted));
    }

    /** @param sorted rising; at least two */
    static double medianStep(double[] sorted) {
        double[] steps = new double[sorted.length - 1];
        for (int k = 0; k < steps.length; k++) steps[k] = sorted[k + 1] - sorted[k];
        Arrays.sort(steps);
        return steps[steps.length / 2];
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more dependency
    private static Result refused(Reason reason, String sentence, Object... values) {
        return new Result.Refused(new Refusal(reason, String.format(Locale.ROOT, sentence, values)));
    }
}
