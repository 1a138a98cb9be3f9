package io.trivium.deploy.faults.med;

import static io.trivium.deploy.faults.med.MedPromise.FAILED;
import static io.trivium.deploy.faults.med.MedPromise.INCOMPLETE;
import static io.trivium.deploy.faults.med.MedPromise.MADE_TWICE;
import static io.trivium.deploy.faults.med.MedPromise.NEVER_MADE;
import static io.trivium.deploy.faults.med.MedPromise.NOT_IN_PACS;
import static io.trivium.deploy.faults.med.MedPromise.SUPERSEDED;
import static io.trivium.deploy.faults.med.MedPromise.TWICE_IN_PACS;
import static io.trivium.deploy.faults.med.MedPromise.UNREAD;
import static io.trivium.deploy.faults.med.MedPromise.WITHOUT_RESULT;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.med.MedRows.Result;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * The sabotage of the PACS and the node's database after a run has settled, each on a study of its own. Their reports
 * hold for studies with one result, which those of fewer than 12 slices have.
 */
public enum MedSabotage implements Sabotage {
    /** A result is deleted from the PACS. */
    result_lost(List.of(NOT_IN_PACS)) {
        @Override
        int change(Result result, MedRows rows, Pacs pacs) throws IOException, InterruptedException {
            return pacs.delete(result.sopInstanceUid()) ? 1 : 0;
        }
    },
    /** The PACS has a result a second time, in another series. */
    result_doubled(List.of(TWICE_IN_PACS)) {
        @Override
        int change(Result result, MedRows rows, Pacs pacs) throws IOException, InterruptedException {
            return pacs.copy(result.sopInstanceUid(), "SeriesInstanceUID", result.sopInstanceUid() + ".1") ? 1 : 0;
        }
    },
    /** The PACS has an object that looks like a result. */
    result_invented(List.of(NEVER_MADE)) {
        @Override
        int change(Result result, MedRows rows, Pacs pacs) throws IOException, InterruptedException {
            return pacs.copy(result.sopInstanceUid(), "SOPInstanceUID", result.sopInstanceUid() + ".1") ? 1 : 0;
        }
    },
    /** The node forgets a result. */
    result_forgotten(List.of(WITHOUT_RESULT, NEVER_MADE), "delete from med.result_object"),
    /** The node reports that it made a result twice. */
    result_made_twice(List.of(MADE_TWICE), """
            insert into med.result_object select tenant_id, study_instance_uid, revision, role || '-2', sop_class_uid,
                sop_instance_uid, sha256 from med.result_object"""),
    /** A revision is given up on. */
    revision_failed(List.of(FAILED), "update med.study_revision set state = 'failed'"),
    /** A revision with a result was overtaken. */
    revision_superseded(List.of(SUPERSEDED), "update med.study_revision set reason_code = 'SUPERSEDED'"),
    /** An image is missing from those that were read. */
    image_missed(List.of(INCOMPLETE), "update med.study_revision set instance_count = instance_count - 1"),
    /** A study was never read. */
    study_unread(
            List.of(UNREAD),
            "update med.study_revision set study_instance_uid = left(study_instance_uid, 60) || '.0.9'");

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Promise> reports;

    private final String sql;

    /** One that is done in the PACS. */
    MedSabotage(List<Promise> reports) {
        this(reports, "");
    }

    /** @param sql up to the condition that names one study and revision */
    MedSabotage(List<Promise> reports, String sql) {
        this.reports = reports;
        this.sql = sql;
    }

    @Override
    public List<Promise> reports() {
        return reports;
    }

    /** Breaks it; returns how many objects or rows it changed. */
    int change(Result result, MedRows rows, Pacs pacs) throws SQLException, IOException, InterruptedException {
        try (Connection connection = rows.connect()) {
            Sabotage.begin(connection);
            int changed = SqlUpdate.of(sql + " where study_instance_uid = :study and revision = :revision")
                    .on(connection)
                    .set("study", result.study())
                    .set("revision", result.revision())
                    .run();
            connection.commit();
            return changed;
        }
    }

    /** Breaks all of them, each on a study of its own. */
    static void apply(List<MedSabotage> kinds, MedRows rows, Pacs pacs)
            throws SQLException, IOException, InterruptedException {
        List<Result> results = rows.results();
        for (int i = 0; i < kinds.size(); i++) {
            Sabotage.require(i < results.size() ? kinds.get(i).change(results.get(i), rows, pacs) : 0, kinds.get(i));
        }
    }

    /** All of them. */
    public static List<MedSabotage> all() {
        return Arrays.asList(values());
    }

    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
