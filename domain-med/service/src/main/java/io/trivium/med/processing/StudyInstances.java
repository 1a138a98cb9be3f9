package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.archive.StoredInstance;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a study that is read: its images, each in the content that was stored first. Reports, segmentations, presentation states,
 * key objects, documents, waveforms and radiotherapy objects refer to images and start nothing; neither do objects that
 * this node wrote, even if they are sent back. Thread-safe.
 */
@ApplicationScoped
class StudyInstances {

    private static final String IMAGES = """
            i.study_instance_uid is not null
            and i.sop_class_uid !~ '^1\\.2\\.840\\.10008\\.5\\.1\\.4\\.(1\\.1\\.(9|11|66|67|68|88|104|481)|34|38|39|43|44|45)\\.'
            and not (i.source = 'trivium' and i.host is null)
            and not exists (select 1 from result_object r where r.tenant_id = i.tenant_id
                and r.sop_instance_uid = i.sop_instance_uid and r.study_instance_uid = i.study_instance_uid)
            """;

    private final TenantTransactions transactions;

    StudyInstances(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /**
     * The current content of a study.
     *
     * @param sha256 over UIDs and contents, in order of the UIDs; the order of arrival changes nothing
     * @param received when the last of them came
     */
    record InstanceSet(String sha256, int count, Instant received) {}

    /** All images, by series and SOP Instance UID. */
    List<StoredInstance> of(TenantId tenant, String study) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    select * from (
                        select distinct on (i.sop_instance_uid) i.study_instance_uid, i.series_instance_uid,
                            i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256, i.version, i.size_bytes,
                            i.data_set_offset, i.received_at
                        from instance i where i.study_instance_uid = ? and %s
                        order by i.sop_instance_uid, i.version, i.received_at, i.sha256) served
                    order by series_instance_uid, sop_instance_uid""".formatted(IMAGES))) {
                query.setString(1, study);
                List<StoredInstance> found = new ArrayList<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.add(new StoredInstance(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getInt(7),
                                rows.getLong(8),
                                rows.getInt(9),
                                rows.getObject(10, OffsetDateTime.class).toInstant()));
                    }
                }
                return found;
            }
        });
    }

    /** Returns the content of the study, within the caller's transaction. */
    static InstanceSet set(Connection connection, String study) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select count(*), max(received_at), encode(sha256(convert_to(coalesce(
                    string_agg(sop_instance_uid || ' ' || sha256, E'\\n' order by sop_instance_uid collate "C"), ''),
                    'UTF8')), 'hex')
                from (select distinct on (i.sop_instance_uid) i.sop_instance_uid, i.sha256, i.received_at
                    from instance i where i.study_instance_uid = ? and %s
                    order by i.sop_instance_uid, i.version, i.received_at, i.sha256) served""".formatted(IMAGES))) {
            query.setString(1, study);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                OffsetDateTime received = row.getObject(2, OffsetDateTime.class);
                return new InstanceSet(
                        row.getString(3), row.getInt(1), received == null ? Instant.EPOCH : received.toInstant());
            }
        }
    }

    /** Studies that got instances since a time and are not read in the form that they have now, with their instances. */
    Map<String, Set<String>> unread(TenantId tenant, Instant since) {
        return transactions.withConnection(tenant, connection -> {
            try (PreparedStatement query = connection.prepareStatement("""
                    with served as (
                        select distinct on (i.study_instance_uid, i.sop_instance_uid)
                            i.study_instance_uid, i.sop_instance_uid, i.sha256
                        from instance i
                        where i.study_instance_uid in
                                (select study_instance_uid from instance where received_at >= ?)
                            and %s
                        order by i.study_instance_uid, i.sop_instance_uid, i.version, i.received_at, i.sha256),
                    sets as (
                        select study_instance_uid, array_agg(sop_instance_uid) as uids,
                            encode(sha256(convert_to(string_agg(sop_instance_uid || ' ' || sha256, E'\\n'
                                order by sop_instance_uid collate "C"), 'UTF8')), 'hex') as hash
                        from served group by study_instance_uid),
                    last as (
                        select distinct on (study_instance_uid) study_instance_uid, instance_set_sha256
                        from study_revision where study_instance_uid in (select study_instance_uid from sets)
                        order by study_instance_uid, revision desc)
                    select s.study_instance_uid, s.uids from sets s left join last l using (study_instance_uid)
                    where l.instance_set_sha256 is distinct from s.hash""".formatted(IMAGES))) {
                query.setObject(1, since.atOffset(ZoneOffset.UTC));
                Map<String, Set<String>> found = new HashMap<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        found.put(rows.getString(1), Set.of((String[])
                                rows.getArray(2).getArray()));
                    }
                }
                return found;
            }
        });
    }
}
