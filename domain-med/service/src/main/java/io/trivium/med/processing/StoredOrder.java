package io.trivium.med.processing;

import io.trivium.core.sql.SqlQuery;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.report.ImagingOrder;
import java.sql.Connection;
import java.util.Optional;

/** An order of the archive's patients, with its priority as {@code study_revision} has it. */
record StoredOrder(ImagingOrder order, int priority) {

    private record Row(
            String messageControlId,
            String patientId,
            String issuer,
            String accessionNumber,
            String placerOrderNumber,
            String fillerOrderNumber,
            String requestedProcedureId,
            String studyInstanceUid,
            int priority) {

        StoredOrder order() {
            return new StoredOrder(
                    new ImagingOrder(
                            messageControlId,
                            patientId,
                            issuer,
                            "",
                            "",
                            "",
                            "",
                            accessionNumber,
                            placerOrderNumber,
                            fillerOrderNumber,
                            requestedProcedureId,
                            studyInstanceUid,
                            ImagingOrder.Priority.of(priority),
                            false),
                    priority);
        }
    }

    private static final SqlQuery<Row> NEWEST = SqlQuery.of(Row.class, """
        select o.message_control_id, o.patient_id, o.issuer, o.accession_number, o.placer_order_number,
            o.filler_order_number, o.requested_procedure_id, o.study_instance_uid, o.priority
        from study s join imaging_order o on o.tenant_id = s.tenant_id
            and (o.study_instance_uid = s.study_instance_uid
                or (o.accession_number <> '' and o.accession_number = trim(s.accession_number)
                    and o.patient_id = trim(s.patient_id)))
        where s.study_instance_uid = :study and not o.cancelled
        order by (o.study_instance_uid = s.study_instance_uid) desc, o.received_at desc limit 1
        """);

    /**
     * The newest order of a study that was not cancelled: by the Study Instance UID, else by accession number and patient.
     * An accession number alone is not enough, because departments number by themselves.
     */
    static Optional<StoredOrder> of(Connection connection, StudyInstanceUid study) {
        return NEWEST.on(connection).set("study", study).first().map(Row::order);
    }
}
