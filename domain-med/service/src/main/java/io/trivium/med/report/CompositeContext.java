package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Dictionary;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Element.Value;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Patient, study and equipment of a derived object. Patient and study are the source's own bytes with its Specific Character
 * Set, so a name in GB18030 or ISO 2022 stays what the hospital wrote; all text of our own is ASCII, which every one of those
 * character sets begins with.
 */
final class CompositeContext {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);

    private static final int[] REQUIRED = {
        Tag.STUDY_DATE,
        Tag.STUDY_TIME,
        Tag.ACCESSION_NUMBER,
        Tag.REFERRING_PHYSICIAN_NAME,
        Tag.PATIENT_NAME,
        Tag.PATIENT_ID,
        Tag.PATIENT_BIRTH_DATE,
        Tag.PATIENT_SEX,
        Tag.STUDY_INSTANCE_UID,
        Tag.STUDY_ID
    };
    /**
     * Copied if the source has them: issuers, study description, other ids, age, size and weight, and the attributes of
     * de-identification.
     */
    private static final int[] OPTIONAL = {
        Tag.SPECIFIC_CHARACTER_SET,
        Tag.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE,
        Tag.STUDY_DESCRIPTION,
        Tag.ISSUER_OF_PATIENT_ID,
        Tag.TYPE_OF_PATIENT_ID,
        Tag.ISSUER_OF_PATIENT_ID_QUALIFIERS_SEQUENCE,
        Tag.PATIENT_BIRTH_TIME,
        Tag.OTHER_PATIENT_IDS_SEQUENCE,
        Tag.PATIENT_AGE,
        Tag.PATIENT_SIZE,
        Tag.PATIENT_WEIGHT,
        Tag.PATIENT_IDENTITY_REMOVED,
        Tag.DEIDENTIFICATION_METHOD,
        Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE
    };

    private CompositeContext() {}

    static DataSet of(
            ResultContext context, String sopClassUid, String role, String modality, int seriesNumber, int instance) {
        DataSet source = context.first().attributes();
        DataSet object = new DataSet();
        for (int tag : REQUIRED) {
            object.put(
                    source.get(tag).map(CompositeContext::known).orElseGet(() -> Value.empty(tag, Dictionary.vr(tag))));
        }
        for (int tag : OPTIONAL) {
            source.get(tag)
                    .filter(e -> !e.isEmpty())
                    .map(CompositeContext::known)
                    .ifPresent(object::put);
        }
        ZonedDateTime created = context.created().atZone(context.zone());
        return object.put(Tag.SOP_CLASS_UID, sopClassUid)
                .put(Tag.SOP_INSTANCE_UID, context.identity().uid(role + "-instance-" + instance))
                .put(Tag.SERIES_INSTANCE_UID, context.identity().uid(role + "-series"))
                .put(Tag.SERIES_NUMBER, Integer.toString(seriesNumber))
                .put(Tag.INSTANCE_NUMBER, Integer.toString(instance))
                .put(Tag.MODALITY, modality)
                .put(Tag.INSTANCE_CREATION_DATE, DATE.format(created))
                .put(Tag.INSTANCE_CREATION_TIME, TIME.format(created))
                .put(Tag.SERIES_DATE, DATE.format(created))
                .put(Tag.SERIES_TIME, TIME.format(created))
                .put(Tag.CONTENT_DATE, DATE.format(created))
                .put(Tag.CONTENT_TIME, TIME.format(created))
                .put(Tag.MANUFACTURER, context.device().manufacturer())
                .put(Tag.MANUFACTURER_MODEL_NAME, context.device().modelName())
                .put(Tag.DEVICE_SERIAL_NUMBER, context.device().serialNumber())
                .put(
                        Tag.SOFTWARE_VERSIONS,
                        context.device().softwareVersion(),
                        context.identity().modelVersion());
    }

    static String date(ResultContext context) {
        return DATE.format(context.created().atZone(context.zone()));
    }

    static String time(ResultContext context) {
        return TIME.format(context.created().atZone(context.zone()));
    }

    /** References to instances (table 10-11 of PS3.3). */
    static DataSet reference(String sopClassUid, String sopInstanceUid) {
        return new DataSet()
                .put(Tag.REFERENCED_SOP_CLASS_UID, sopClassUid)
                .put(Tag.REFERENCED_SOP_INSTANCE_UID, sopInstanceUid);
    }

    static List<DataSet> sourceReferences(ResultContext context) {
        return context.sources().stream()
                .map(slice -> reference(slice.sopClassUid(), slice.sopInstanceUid()))
                .toList();
    }

    /** A source in which an attribute lost its value representation gets it back. */
    private static Element known(Element element) {
        return element instanceof Value value && value.vr() == Vr.UN
                ? new Value(value.tag(), Dictionary.vr(value.tag()), value.bytes())
                : element;
    }
}
