package io.trivium.med.dataset;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The attributes that identify and describe an instance, cut to the lengths that the standard allows. Texts may contain
 * patients' data: not for logs.
 *
 * @param studyDate as sent, {@code YYYYMMDD} when it is right
 */
public record InstanceHeader(
        Optional<String> sopClass,
        Optional<String> sopInstance,
        Optional<StudyInstanceUid> study,
        Optional<String> series,
        Optional<String> patientId,
        Optional<String> patientName,
        Optional<String> birthDate,
        Optional<String> sex,
        Optional<String> studyDate,
        Optional<String> studyTime,
        Optional<String> accessionNumber,
        Optional<String> studyId,
        Optional<String> studyDescription,
        Optional<String> referringPhysician,
        Optional<String> modality,
        Optional<String> seriesDescription,
        OptionalInt seriesNumber,
        OptionalInt instanceNumber,
        OptionalInt rows,
        OptionalInt columns,
        OptionalInt frames) {

    public static InstanceHeader of(DataSet data) {
        return new InstanceHeader(
                data.uid(Tag.SOP_CLASS_UID),
                data.uid(Tag.SOP_INSTANCE_UID),
                data.uid(Tag.STUDY_INSTANCE_UID).map(StudyInstanceUid::new),
                data.uid(Tag.SERIES_INSTANCE_UID),
                text(data, Tag.PATIENT_ID, 64),
                text(data, Tag.PATIENT_NAME, 324),
                text(data, Tag.PATIENT_BIRTH_DATE, 8),
                text(data, Tag.PATIENT_SEX, 16),
                text(data, Tag.STUDY_DATE, 8),
                text(data, Tag.STUDY_TIME, 14),
                text(data, Tag.ACCESSION_NUMBER, 16),
                text(data, Tag.STUDY_ID, 16),
                text(data, Tag.STUDY_DESCRIPTION, 64),
                text(data, Tag.REFERRING_PHYSICIAN_NAME, 324),
                text(data, Tag.MODALITY, 16),
                text(data, Tag.SERIES_DESCRIPTION, 64),
                data.number(Tag.SERIES_NUMBER),
                data.number(Tag.INSTANCE_NUMBER),
                data.number(Tag.ROWS),
                data.number(Tag.COLUMNS),
                data.number(Tag.NUMBER_OF_FRAMES));
    }

    /** Without control characters, which no database and no browser takes. */
    private static Optional<String> text(DataSet data, int tag, int longest) {
        return data.text(tag)
                .map(value -> value.replaceAll("\\p{Cntrl}", " "))
                .map(value -> value.substring(0, Math.min(value.length(), longest)));
    }
}
