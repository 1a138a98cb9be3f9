package io.trivium.med.processing;

import io.trivium.core.sql.SqlQuery;
import io.trivium.med.dataset.StudyInstanceUid;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Determines the priority of a study: that of its order, else whether its sender or a description is configured as
 * urgent, else routine. Immutable.
 */
@ApplicationScoped
class PriorityPolicy {

    static final int STAT = 1;
    static final int HIGH = 2;
    static final int ROUTINE = 3;

    private static final SqlQuery<String> ACCESSION = SqlQuery.of(String.class, """
        select trim(accession_number) from study where study_instance_uid = :study and trim(accession_number) <> ''
        """);

    private record Described(String source, String study, String series) {}

    private static final SqlQuery<Described> DESCRIBED = SqlQuery.of(Described.class, """
        select distinct i.source, coalesce(t.description, '') as study, coalesce(s.description, '') as series
        from instance i
        join study t using (tenant_id, study_instance_uid)
        left join series s using (tenant_id, study_instance_uid, series_instance_uid)
        where i.study_instance_uid = :study
        """);

    private final Set<String> urgentSources;
    private final Optional<Pattern> urgentDescription;

    PriorityPolicy(ProcessingConfig config) {
        this.urgentSources = config.urgentSources().orElse(Set.of());
        try {
            this.urgentDescription =
                    config.urgentDescription().map(text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "platform.med.processing.urgent-description is no regular expression: " + e.getMessage(), e);
        }
    }

    /** Priority of a study, and the accession number that it belongs to. */
    record Rating(int priority, Optional<String> accessionNumber) {}

    /** Rates a study within the caller's transaction. */
    Rating rate(Connection connection, StudyInstanceUid study) {
        Optional<String> accession =
                ACCESSION.on(connection).set("study", study).first();
        Optional<StoredOrder> order = StoredOrder.of(connection, study);
        if (order.isPresent()) {
            String ordered = order.orElseThrow().order().accessionNumber();
            return new Rating(
                    order.orElseThrow().priority(),
                    accession.or(() -> Optional.of(ordered).filter(number -> !number.isEmpty())));
        }
        return new Rating(isUrgent(connection, study) ? HIGH : ROUTINE, accession);
    }

    private boolean isUrgent(Connection connection, StudyInstanceUid study) {
        return DESCRIBED.on(connection).set("study", study).list().stream()
                .anyMatch(each -> isUrgent(each.source(), each.study(), each.series()));
    }

    boolean isUrgent(String source, String studyDescription, String seriesDescription) {
        return urgentSources.contains(source)
                || urgentDescription
                        .filter(pattern -> pattern.matcher(studyDescription).find()
                                || pattern.matcher(seriesDescription).find())
                        .isPresent();
    }
}
