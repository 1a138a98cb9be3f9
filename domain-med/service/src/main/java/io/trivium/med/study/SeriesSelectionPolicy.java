package io.trivium.med.study;

import io.trivium.med.study.Refusal.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Selects the series of a study to read: axial, original CT slices, thinnest first, then the smoother of sharp kernels.
 *
 * <p>Thin slices come first because a nodule of 4 mm spans a single slice of 5 mm (Fleischner Society: MacMahon et al.,
 * Radiology 284:228, 2017, recommends 1.5 mm or less). Between kernels a medium one is read before a sharp one: edge
 * enhancement changes measured volumes (QIBA profile on small lung nodules, which requires a kernel without it), and
 * most of LIDC-IDRI, on which the detector was trained, is medium.
 *
 * @param maxAxialTiltDegrees largest angle between the slices' normal and the patient's long axis
 * @param minSlices fewest slices of a series that is read
 * @param sameThicknessMm slice distances that differ by less count as the same
 */
public record SeriesSelectionPolicy(double maxAxialTiltDegrees, int minSlices, double sameThicknessMm) {
    /** 30° leaves every chest protocol in and coronal and sagittal series out; 12 slices at 10 mm are half a lung. */
    public static final SeriesSelectionPolicy DEFAULT = new SeriesSelectionPolicy(30, 12, 0.25);

    private static final String CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";
    private static final Set<String> ENHANCED_CT = Set.of("1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.2.2");
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
    private static final Set<String> COMPUTED = Set.of(
            "MPR",
            "MIP",
            "MINIP",
            "MNIP",
            "AVERAGE",
            "AVG",
            "PROJECTION",
            "REFORMATTED",
            "VOLUME",
            "VRT",
            "SSD",
            "3D",
            "CURVED",
            "CPR",
            "SUBTRACT",
            "SUBTRACTION",
            "PERFUSION",
            "DENSITY MAP",
            "OVERLAY",
            "SCREEN SAVE");
    private static final Pattern SIEMENS = Pattern.compile("[BIHRQ][A-Z]?(\\d{2}).*");
    /** FC01 to FC29 are for the body, FC30 and up for bone and lung. */
    private static final Pattern CANON = Pattern.compile("FC(\\d{2}).*");

    /**
     * The selected series, and the rejected ones.
     *
     * @param chosen the series to read
     * @param passedOver series that could be read and were not preferred
     * @param refused the others, each with its reason
     */
    public record Selection(
            Optional<SeriesHeaders> chosen, List<SeriesHeaders> passedOver, List<RefusedSeries> refused) {}

    public record RefusedSeries(String seriesInstanceUid, Refusal refusal) {}

    public Selection select(List<SeriesHeaders> study) {
        List<SeriesHeaders> usable = new ArrayList<>();
        List<RefusedSeries> refused = new ArrayList<>();
        for (SeriesHeaders series : study) {
            Optional<Refusal> refusal = refusalOf(series);
            if (refusal.isPresent()) refused.add(new RefusedSeries(series.seriesInstanceUid(), refusal.orElseThrow()));
            else usable.add(series);
        }
        usable.sort(Comparator.comparingLong(this::thicknessClass)
                .thenComparingInt(series -> kernelRank(series.first().kernel()))
                .thenComparingInt(series -> -series.slices().size())
                .thenComparing(SeriesHeaders::seriesInstanceUid));
        return usable.isEmpty()
                ? new Selection(Optional.empty(), List.of(), refused)
                : new Selection(Optional.of(usable.getFirst()), usable.subList(1, usable.size()), refused);
    }

    private long thicknessClass(SeriesHeaders series) {
        return Math.round(series.sliceDistanceMm().orElse(Double.MAX_VALUE) / sameThicknessMm);
    }

    /** Why a series is no axial stack of original CT slices; nothing if it is one. Its geometry is a later question. */
    Optional<Refusal> refusalOf(SeriesHeaders series) {
        for (SliceHeader slice : series.slices()) {
            Optional<Refusal> refusal = refusalOf(slice);
            if (refusal.isPresent()) return refusal;
        }
        if (series.slices().size() < minSlices) {
            return refuse(
                    Reason.TOO_FEW_SLICES,
                    "The series has " + series.slices().size() + " slices; at least " + minSlices + " are needed.");
        }
        return Optional.empty();
    }

    private Optional<Refusal> refusalOf(SliceHeader slice) {
        String sopClass = slice.sopClassUid();
        if (sopClass.equals(SECONDARY_CAPTURE) || sopClass.startsWith(SECONDARY_CAPTURE + ".")) {
            return refuse(
                    Reason.SECONDARY_CAPTURE,
                    "The series is a secondary capture, whose numbers are no Hounsfield units.");
        }
        if (ENHANCED_CT.contains(sopClass)) {
            return refuse(Reason.MULTI_FRAME, "The series is an Enhanced CT object; single-frame CT images are read.");
        }
        if (!sopClass.equals(CT_IMAGE_STORAGE)) {
            return refuse(Reason.NOT_CT, "The series is no CT image (modality " + printable(slice.modality()) + ").");
        }
        if (slice.frames() > 1) {
            return refuse(Reason.MULTI_FRAME, "A CT image has " + slice.frames() + " frames; one is allowed.");
        }
        List<String> type = slice.imageType().stream()
                .map(value -> value.toUpperCase(Locale.ROOT))
                .toList();
        if (type.contains("LOCALIZER") || type.contains("SCOUT") || type.contains("TOPOGRAM")) {
            return refuse(Reason.LOCALIZER, "The series is a localizer.");
        }
        Optional<String> computed = type.stream().filter(COMPUTED::contains).findFirst();
        if (computed.isPresent() || (!type.isEmpty() && type.getFirst().equals("DERIVED"))) {
            return refuse(
                    Reason.DERIVED,
                    "The series was computed from other slices (image type " + printable(computed.orElse("DERIVED"))
                            + "); send the original reconstruction.");
        }
        Optional<Orientation> orientation = slice.orientation();
        if (orientation.isEmpty()) {
            return refuse(Reason.MISSING_GEOMETRY, "A slice has no usable Image Orientation (Patient).");
        }
        double tilt =
                Orientation.degrees(Math.abs(orientation.orElseThrow().normal().z()));
        if (tilt > maxAxialTiltDegrees) {
            return refuse(
                    Reason.NOT_AXIAL,
                    String.format(
                            Locale.ROOT,
                            "The slices are %.0f° from axial; at most %.0f° are read.",
                            tilt,
                            maxAxialTiltDegrees));
        }
        return Optional.empty();
    }

    /** Lower is read first: 0 medium, 1 soft or unknown, 2 sharp. */
    static int kernelRank(String kernel) {
        String name = kernel.toUpperCase(Locale.ROOT).strip();
        var siemens = SIEMENS.matcher(name);
        if (siemens.matches()) {
            int sharpness = Integer.parseInt(siemens.group(1));
            return sharpness < 30 ? 1 : sharpness <= 50 ? 0 : 2;
        }
        var canon = CANON.matcher(name);
        if (canon.matches()) return Integer.parseInt(canon.group(1)) < 30 ? 0 : 2;
        return switch (name) {
            case "STANDARD", "CHEST", "B", "C", "YA", "IB" -> 0;
            case "LUNG", "BONE", "BONEPLUS", "EDGE", "L", "D", "E", "YB", "YC", "ULTRA" -> 2;
            default -> 1;
        };
    }

    private static Optional<Refusal> refuse(Reason reason, String sentence) {
        return Optional.of(new Refusal(reason, sentence));
    }

    /** Codes of the object in a sentence, without what could break a log line or carry text of a patient. */
    private static String printable(String code) {
        return code.matches("[A-Z0-9_ ]{1,16}") ? code : "unknown";
    }
}
