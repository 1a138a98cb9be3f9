package io.trivium.med.reading.worklist;

import io.trivium.core.error.PlatformException;
import io.trivium.med.MedErrorCode;
import io.trivium.med.dataset.StudyInstanceUid;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * A place in the worklist: priority, worst finding, age, and the study's UID where all are equal. As text it is opaque and
 * holds nothing about the patient.
 *
 * @param malignancy 0 without findings
 * @param diameterMm 0 without findings
 */
record WorklistPlace(int priority, double malignancy, double diameterMm, Instant completedAt, StudyInstanceUid study) {

    private static final int PARTS = 6;

    static WorklistPlace of(WorklistEntry entry) {
        return new WorklistPlace(
                entry.priority().number(),
                entry.sortMalignancy(),
                entry.worstDiameterMm() == null ? 0 : entry.worstDiameterMm(),
                entry.completedAt(),
                entry.studyInstanceUid());
    }

    String encode() {
        String plain = priority + " " + malignancy + " " + diameterMm + " " + completedAt.getEpochSecond() + " "
                + completedAt.getNano() + " " + study;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws PlatformException {@code worklist-place-invalid} for any text that {@link #encode} did not write */
    static WorklistPlace decode(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            if (parts.length == PARTS) {
                return new WorklistPlace(
                        Integer.parseInt(parts[0]),
                        finite(parts[1]),
                        finite(parts[2]),
                        Instant.ofEpochSecond(Long.parseLong(parts[3]), Long.parseLong(parts[4])),
                        new StudyInstanceUid(parts[5]));
            }
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new PlatformException(
                    MedErrorCode.WORKLIST_PLACE_INVALID, MedErrorCode.WORKLIST_PLACE_INVALID.meaning(), Map.of(), e);
        }
        throw new PlatformException(MedErrorCode.WORKLIST_PLACE_INVALID, MedErrorCode.WORKLIST_PLACE_INVALID.meaning());
    }

    private static double finite(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) throw new IllegalArgumentException("not a number");
        return value;
    }
}
