package io.trivium.med.patient;

import io.trivium.core.sql.SqlQuery;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data of a study's patient in the index, where the patient administration changed them. Objects that are made or sent take
 * them; absent attributes stay what the object has.
 *
 * @param birthDate {@code YYYYMMDD}, or empty
 */
public record CurrentPatient(
        String patientId, Optional<String> name, Optional<String> birthDate, Optional<String> sex) {

    /** The patient in a row of the index; all of it null where the patient administration said nothing about it. */
    public record Row(
            @Nullable String patientId,
            @Nullable String patientName,
            @Nullable String birthDate,
            @Nullable String sex) {

        public Optional<CurrentPatient> patient() {
            return Optional.ofNullable(patientId)
                    .map(id -> new CurrentPatient(
                            id,
                            Optional.ofNullable(patientName),
                            Optional.ofNullable(birthDate),
                            Optional.ofNullable(sex)));
        }

        @Override
        public String toString() {
            return "Row"; // everything in it names the patient
        }
    }

    private static final SqlQuery<Row> OF_STUDY = SqlQuery.of(Row.class, """
        select p.patient_id, s.patient_name, s.birth_date, s.sex from study s
        join patient p on p.tenant_id = s.tenant_id and p.patient_id = s.patient_id
        where s.study_instance_uid = :study
        """);

    /** The patient of a study; empty where the patient administration said nothing about it. */
    public static Optional<CurrentPatient> of(Connection connection, StudyInstanceUid study) {
        return OF_STUDY.on(connection).set("study", study).first().flatMap(Row::patient);
    }

    /**
     * The object with these data; the object itself where it has them already. Its text is written in UTF-8 where these data do not
     * fit every character set.
     */
    public DataSet in(DataSet object) {
        if (isIn(object)) return object;
        DataSet changed = isAscii() ? copy(object) : object.inUtf8().put(Tag.SPECIFIC_CHARACTER_SET, DataSet.UTF_8);
        changed.putUtf8(Tag.PATIENT_ID, Vr.LO, patientId);
        name.ifPresent(value -> changed.putUtf8(Tag.PATIENT_NAME, Vr.PN, value));
        birthDate.ifPresent(value -> changed.putUtf8(Tag.PATIENT_BIRTH_DATE, Vr.DA, value));
        sex.ifPresent(value -> changed.putUtf8(Tag.PATIENT_SEX, Vr.CS, value));
        return changed;
    }

    private boolean isIn(DataSet object) {
        return has(object, Tag.PATIENT_ID, Optional.of(patientId))
                && has(object, Tag.PATIENT_NAME, name)
                && has(object, Tag.PATIENT_BIRTH_DATE, birthDate)
                && has(object, Tag.PATIENT_SEX, sex);
    }

    private static boolean has(DataSet object, int tag, Optional<String> value) {
        return value.isEmpty() || object.textOr(tag, "").equals(value.orElseThrow());
    }

    private boolean isAscii() {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(patientId + name.orElse(""));
    }

    private static DataSet copy(DataSet object) {
        DataSet copy = new DataSet();
        for (Element element : object.elements()) copy.put(element);
        return copy;
    }

    @Override
    public String toString() {
        return "CurrentPatient"; // everything in it names the patient
    }
}
