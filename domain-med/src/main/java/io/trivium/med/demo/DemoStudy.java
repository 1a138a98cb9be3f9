package io.trivium.med.demo;

import io.trivium.med.dicom.DataSet;
import io.trivium.med.dicom.Tag;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A simulated study that the PACS has.
 *
 * @param number of its patient
 * @param modalities of its series
 */
record DemoStudy(String studyInstance, int number, LocalDateTime acquired, List<String> modalities) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    /** As it was found; empty where it is none of ours. */
    static Optional<DemoStudy> of(DataSet found) {
        String patient = found.string(Tag.PATIENT_ID).orElse("");
        String time = found.string(Tag.STUDY_DATE).orElse("")
                + found.string(Tag.STUDY_TIME).orElse("").split("\\.", 2)[0];
        try {
            return Optional.of(new DemoStudy(
                    found.uid(Tag.STUDY_INSTANCE).orElse(""),
                    Integer.parseInt(patient.substring(SimulatedStudy.PATIENT_PREFIX.length())),
                    LocalDateTime.parse(time, TIME),
                    found.strings(Tag.MODALITIES_IN_STUDY)));
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** Whether the node's report is there. */
    boolean isReported() {
        return modalities.contains("SR");
    }

    /** Whether the node's segmentation is there. */
    boolean isSegmented() {
        return modalities.contains("SEG");
    }
}
