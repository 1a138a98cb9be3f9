package io.trivium.med.processing;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

    private static final SqlQuery<StoredInstance> IN_STUDY =
            SqlQuery.of(StoredInstance.class, "select " + StoredInstance.COLUMNS + """
        from (
            select distinct on (i.sop_instance_uid) i.*
            from instance i where i.study_instance_uid = :study and %s
            order by i.sop_instance_uid, i.version, i.received_at, i.sha256) served
        order by series_instance_uid, sop_instance_uid
        """.formatted(IMAGES));

    private static final SqlQuery<InstanceSet> SET = SqlQuery.of(InstanceSet.class, """
        select count(*) as count, coalesce(max(received_at), 'epoch') as received,
            encode(sha256(convert_to(coalesce(
                string_agg(sop_instance_uid || ' ' || sha256, E'\\n' order by sop_instance_uid collate "C"), ''),
                'UTF8')), 'hex') as sha256
        from (select distinct on (i.sop_instance_uid) i.sop_instance_uid, i.sha256, i.received_at
            from instance i where i.study_instance_uid = :study and %s
            order by i.sop_instance_uid, i.version, i.received_at, i.sha256) served
        """.formatted(IMAGES));

    private record Unread(StudyInstanceUid study, List<String> instances) {}

    private static final SqlQuery<Unread> UNREAD = SqlQuery.of(Unread.class, """
        with served as (
            select distinct on (i.study_instance_uid, i.sop_instance_uid)
                i.study_instance_uid, i.sop_instance_uid, i.sha256
            from instance i
            where i.study_instance_uid in (select study_instance_uid from instance where received_at >= :since)
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
        select s.study_instance_uid as study, s.uids as instances
        from sets s left join last l using (study_instance_uid)
        where l.instance_set_sha256 is distinct from s.hash
        """.formatted(IMAGES));

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
    List<StoredInstance> of(TenantId tenant, StudyInstanceUid study) {
        return transactions.withConnection(
                tenant,
                connection -> IN_STUDY.on(connection).set("study", study).list());
    }

    /** Returns the content of the study, within the caller's transaction. */
    static InstanceSet set(Connection connection, StudyInstanceUid study) {
        return SET.on(connection).set("study", study).one();
    }

    /** Studies that got instances since a time and are not read in the form that they have now, with their instances. */
    Map<StudyInstanceUid, Set<String>> unread(TenantId tenant, Instant since) {
        return transactions
                .withConnection(
                        tenant,
                        connection -> UNREAD.on(connection).set("since", since).list())
                .stream()
                .collect(Collectors.toMap(Unread::study, unread -> Set.copyOf(unread.instances())));
    }
}
