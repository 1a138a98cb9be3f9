package io.trivium.med.processing;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
    Rating rate(Connection connection, String study) throws SQLException {
        Optional<String> accession = Optional.empty();
        try (PreparedStatement query = connection.prepareStatement(
                "select nullif(trim(accession_number), '') from study where study_instance_uid = ?")) {
            query.setString(1, study);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) accession = Optional.ofNullable(row.getString(1));
            }
        }
        Optional<StoredOrder> order = StoredOrder.of(connection, study);
        if (order.isPresent()) {
            String ordered = order.orElseThrow().order().accessionNumber();
            return new Rating(
                    order.orElseThrow().priority(),
                    accession.or(() -> Optional.of(ordered).filter(number -> !number.isEmpty())));
        }
        return new Rating(isUrgent(connection, study) ? HIGH : ROUTINE, accession);
    }

    private boolean isUrgent(Connection connection, String study) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select distinct i.source, coalesce(t.description, ''), coalesce(s.description, '')
                from instance i
                join study t using (tenant_id, study_instance_uid)
                left join series s using (tenant_id, study_instance_uid, series_instance_uid)
                where i.study_instance_uid = ?""")) {
            query.setString(1, study);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    if (isUrgent(rows.getString(1), rows.getString(2), rows.getString(3))) return true;
                }
            }
        }
        return false;
    }

    boolean isUrgent(String source, String studyDescription, String seriesDescription) {
        return urgentSources.contains(source)
                || urgentDescription
                        .filter(pattern -> pattern.matcher(studyDescription).find()
                                || pattern.matcher(seriesDescription).find())
                        .isPresent();
    }
}
