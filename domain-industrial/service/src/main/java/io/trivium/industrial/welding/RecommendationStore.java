package io.trivium.industrial.welding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.paging.PageCursor;
import io.trivium.industrial.welding.WeldingViews.WeldRecommendation;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recommendations in PostgreSQL, each as one document; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class RecommendationStore {
    private final ObjectMapper json;

    RecommendationStore(ObjectMapper json) {
        this.json = json;
    }

    void insert(Connection connection, TenantId tenant, WeldRecommendation recommendation) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into weld_recommendation (tenant_id, recommendation_id, version, at, state, document)"
                        + " values (?, ?, ?, ?, ?, ?::jsonb)")) {
            Binder.of(insert)
                    .text(tenant.value())
                    .id(recommendation.recommendationId())
                    .whole(recommendation.version())
                    .time(recommendation.at())
                    .text(recommendation.state())
                    .text(document(recommendation));
            insert.executeUpdate();
        }
    }

    Optional<WeldRecommendation> find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select document from weld_recommendation where tenant_id = ? and recommendation_id = ?")) {
            Binder.of(select).text(tenant.value()).id(id);
            return read(select).stream().findFirst();
        }
    }

    /** Updates a recommendation; false when it was changed since that version. */
    boolean update(Connection connection, TenantId tenant, WeldRecommendation changed, int seen) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update weld_recommendation set version = ?, state = ?, document = ?::jsonb"
                        + " where tenant_id = ? and recommendation_id = ? and version = ?")) {
            Binder.of(update)
                    .whole(changed.version())
                    .text(changed.state())
                    .text(document(changed))
                    .text(tenant.value())
                    .id(changed.recommendationId())
                    .whole(seen);
            return update.executeUpdate() == 1;
        }
    }

    /** The latest first. */
    List<WeldRecommendation> list(Connection connection, TenantId tenant, @Nullable PageCursor after, int limit)
            throws SQLException {
        String from = after == null ? "" : " and (at, recommendation_id) < (?, ?)";
        try (PreparedStatement select =
                connection.prepareStatement("select document from weld_recommendation where tenant_id = ?" + from
                        + " order by at desc, recommendation_id desc limit ?")) {
            Binder binder = Binder.of(select).text(tenant.value());
            if (after != null) {
                binder.time(after.at()).id(after.id());
            }
            binder.whole(limit);
            return read(select);
        }
    }

    private List<WeldRecommendation> read(PreparedStatement select) throws SQLException {
        List<WeldRecommendation> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.add(json.readValue(row.getString(1), WeldRecommendation.class));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored recommendation cannot be read", e);
        }
        return found;
    }

    private String document(WeldRecommendation recommendation) {
        try {
            return json.writeValueAsString(recommendation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a recommendation is always JSON", e);
        }
    }
}
