package io.trivium.med.processing;

import io.trivium.med.report.ImagingOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** An order of the archive's patients, with its priority as {@code study_revision} has it. */
record StoredOrder(ImagingOrder order, int priority) {

    /**
     * The newest order of a study that was not cancelled: by the Study Instance UID, else by accession number and patient.
     * An accession number alone is not enough, because departments number by themselves.
     */
    static Optional<StoredOrder> of(Connection connection, String study) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select o.message_control_id, o.patient_id, o.issuer, o.accession_number, o.placer_order_number,
                    o.filler_order_number, o.requested_procedure_id, o.study_instance_uid, o.priority
                from study s join imaging_order o on o.tenant_id = s.tenant_id
                    and (o.study_instance_uid = s.study_instance_uid
                        or (o.accession_number <> '' and o.accession_number = trim(s.accession_number)
                            and o.patient_id = trim(s.patient_id)))
                where s.study_instance_uid = ? and not o.cancelled
                order by (o.study_instance_uid = s.study_instance_uid) desc, o.received_at desc limit 1""")) {
            query.setString(1, study);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) return Optional.empty();
                return Optional.of(new StoredOrder(
                        new ImagingOrder(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                "",
                                "",
                                "",
                                "",
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7),
                                row.getString(8),
                                ImagingOrder.Priority.of(row.getInt(9)),
                                false),
                        row.getInt(9)));
            }
        }
    }
}
