package io.trivium.med.patient;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Element;
import io.trivium.med.dataset.Tag;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The data of a study's patient in the index, where the patient administration changed them. Objects that are made or sent take
 * them; absent attributes stay what the object has.
 *
 * @param birthDate {@code YYYYMMDD}, or empty
 */
public record CurrentPatient(
        String patientId, Optional<String> name, Optional<String> birthDate, Optional<String> sex) {

    /** The patient of a study; empty where the patient administration said nothing about it. */
    public static Optional<CurrentPatient> of(Connection connection, String study) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select p.patient_id, s.patient_name, s.birth_date, s.sex from study s
                join patient p on p.tenant_id = s.tenant_id and p.patient_id = s.patient_id
                where s.study_instance_uid = ?""")) {
            query.setString(1, study);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? of(row, 1) : Optional.empty();
            }
        }
    }

    /** The patient in four columns of a row, from {@code first}; empty where the first one is null. */
    public static Optional<CurrentPatient> of(ResultSet row, int first) throws SQLException {
        String id = row.getString(first);
        if (id == null) return Optional.empty();
        return Optional.of(new CurrentPatient(
                id,
                Optional.ofNullable(row.getString(first + 1)),
                Optional.ofNullable(row.getString(first + 2)),
                Optional.ofNullable(row.getString(first + 3))));
    }

    /**
     * The object with these data; the object itself where it has them already. Its text is written in UTF-8 where these data do not
     * fit every character set.
     */
    public DataSet in(DataSet object) {
        if (isIn(object)) return object;
        DataSet changed = isAscii() ? copy(object) : object.inUtf8().put(Tag.SPECIFIC_CHARACTER_SET, DataSet.UTF_8);
        changed.putUtf8(Tag.PATIENT_ID, "LO", patientId);
        name.ifPresent(value -> changed.putUtf8(Tag.PATIENT_NAME, "PN", value));
        birthDate.ifPresent(value -> changed.putUtf8(Tag.PATIENT_BIRTH_DATE, "DA", value));
        sex.ifPresent(value -> changed.putUtf8(Tag.PATIENT_SEX, "CS", value));
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
