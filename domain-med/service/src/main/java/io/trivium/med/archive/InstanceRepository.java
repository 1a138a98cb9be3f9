package io.trivium.med.archive;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks up stored instances. Of several contents that came under one SOP Instance UID the one that was stored first is served:
 * what was read yesterday is not replaced by what another sender has sent under the same UID since. The others are kept, and are
 * reached by {@link #contents}. Thread-safe.
 */
@ApplicationScoped
public class InstanceRepository {

    private static final int MOST = 20_000;

    private static SqlQuery<StoredInstance> served(String where) {
        return SqlQuery.of(StoredInstance.class, "select " + StoredInstance.COLUMNS + """
            from (
                select distinct on (study_instance_uid, series_instance_uid, sop_instance_uid) *
                from instance where study_instance_uid = :study%s
                order by study_instance_uid, series_instance_uid, sop_instance_uid, version, received_at, sha256) served
            order by series_instance_uid, instance_number, sop_instance_uid limit
            """.formatted(where) + MOST);
    }

    private static SqlQuery<InstanceContent> contents(String where) {
        return SqlQuery.of(InstanceContent.class, "select " + StoredInstance.COLUMNS + """
                , i.source, i.header_problem as problem,
                i.study_instance_uid is not null and i.series_instance_uid is not null
                    and not exists (select from instance f where f.tenant_id = i.tenant_id
                        and f.sop_instance_uid = i.sop_instance_uid
                        and (f.version, f.received_at, f.sha256) < (i.version, i.received_at, i.sha256)
                        and f.study_instance_uid = i.study_instance_uid
                        and f.series_instance_uid = i.series_instance_uid) as served
            from instance i where\s""" + where);
    }

    private static final SqlQuery<StoredInstance> OF_STUDY = served("");

    private static final SqlQuery<StoredInstance> OF_SERIES = served(" and series_instance_uid = :series");

    private static final SqlQuery<StoredInstance> ONE =
            served(" and series_instance_uid = :series and sop_instance_uid = :instance");

    private static final SqlQuery<InstanceContent> CONTENTS =
            contents("i.sop_instance_uid = :instance order by i.version, i.received_at, i.sha256");

    private static final SqlQuery<InstanceContent> PROBLEMS = contents("""
        (i.version > 1 or i.header_problem is not null) and (:study::text is null or i.study_instance_uid = :study)
        order by i.received_at desc, i.sop_instance_uid, i.sha256 limit :limit offset :offset
        """);

    private final TenantTransactions transactions;

    InstanceRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** All instances of a study, by series and instance number. */
    public List<StoredInstance> ofStudy(TenantId tenant, StudyInstanceUid study) {
        return transactions.withConnection(
                tenant,
                connection -> OF_STUDY.on(connection).set("study", study).list());
    }

    /** All instances of a series, by instance number. */
    public List<StoredInstance> ofSeries(TenantId tenant, StudyInstanceUid study, String series) {
        return transactions.withConnection(
                tenant,
                connection -> OF_SERIES
                        .on(connection)
                        .set("study", study)
                        .set("series", series)
                        .list());
    }

    public Optional<StoredInstance> find(TenantId tenant, StudyInstanceUid study, String series, String instance) {
        return transactions.withConnection(
                tenant,
                connection -> ONE.on(connection)
                        .set("study", study)
                        .set("series", series)
                        .set("instance", instance)
                        .first());
    }

    /** All contents that were stored under a SOP Instance UID, the first first; none for an unknown one. */
    public List<InstanceContent> contents(TenantId tenant, String instance) {
        return transactions.withConnection(
                tenant,
                connection -> CONTENTS.on(connection).set("instance", instance).list());
    }

    /**
     * The instances that a person should look at, the newest first: contents that came under a SOP Instance UID that was known
     * with another one, and instances stored with a warning.
     *
     * @param study null for all
     */
    public List<InstanceContent> problems(TenantId tenant, @Nullable StudyInstanceUid study, int limit, int offset) {
        return transactions.withConnection(
                tenant,
                connection -> PROBLEMS.on(connection)
                        .set("study", study)
                        .set("limit", limit)
                        .set("offset", offset)
                        .list());
    }
}
