package io.trivium.med.reading;

import io.trivium.core.learning.LabelWorth;
import io.trivium.core.learning.Shortlist;
import io.trivium.core.learning.ShortlistClient;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.reading.LabelQueueView.LabelQueueItem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Joins what the model runtime would learn most from with what is known of the findings. Thread-safe. */
@ApplicationScoped
class LabelQueueService {
    /** More are requested than shown: some were decided so recently that the runtime has not received the label. */
    private static final int SPARE = 20;

    private record Known(
            StudyInstanceUid study,
            int revision,
            @Nullable String patientName,
            @Nullable String studyDate,
            @Nullable String description,
            @Nullable String series,
            String trackingUid,
            int number,
            int sliceIndex,
            @Nullable Double longestDiameterMm,
            double detection,
            @Nullable Double malignancy) {

        LabelQueueItem item(LabelWorth worth) {
            return new LabelQueueItem(
                    study,
                    revision,
                    patientName,
                    studyDate,
                    description,
                    series,
                    trackingUid,
                    number,
                    sliceIndex,
                    longestDiameterMm,
                    detection,
                    malignancy,
                    worth,
                    "/console/studies/" + study + "/reading?finding=" + trackingUid);
        }
    }

    private static final SqlQuery<Known> UNDECIDED = SqlQuery.of(Known.class, """
        select f.study_instance_uid as study, f.revision, s.patient_name, s.study_date, s.description,
            r.series_instance_uid as series, f.tracking_uid, f.number, f.slice_index, f.longest_diameter_mm, f.detection,
            f.malignancy
        from finding f
        join study_revision r using (tenant_id, study_instance_uid, revision)
        left join study s using (tenant_id, study_instance_uid)
        where f.tracking_uid = any (:uids)
            and not exists (select from study_revision n where n.tenant_id = f.tenant_id
                and n.study_instance_uid = f.study_instance_uid and n.revision > f.revision)
            and not exists (select from finding_decision d where d.tenant_id = f.tenant_id
                and d.study_instance_uid = f.study_instance_uid and d.tracking_uid = f.tracking_uid)
        """);

    private final ShortlistClient shortlists;
    private final TenantTransactions transactions;

    LabelQueueService(ShortlistClient shortlists, TenantTransactions transactions) {
        this.shortlists = shortlists;
        this.transactions = transactions;
    }

    LabelQueueView list(TenantId tenant, int limit) {
        Shortlist shortlist = shortlists.list(tenant, LearningEvents.TASK, limit + SPARE);
        if (shortlist.items().isEmpty()) return new LabelQueueView(List.of(), shortlist.gap());
        Map<String, Known> known = transactions
                .withConnection(
                        tenant,
                        connection -> UNDECIDED
                                .on(connection)
                                .set("uids", shortlist.items().keySet())
                                .list())
                .stream()
                .collect(Collectors.toMap(Known::trackingUid, Function.identity(), (a, b) -> a));
        return new LabelQueueView(shortlist.join(known, Known::item, limit), null);
    }
}
