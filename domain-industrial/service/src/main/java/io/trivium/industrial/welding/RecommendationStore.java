package io.trivium.industrial.welding;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.paging.PageCursor;
import io.trivium.industrial.welding.WeldingViews.WeldRecommendation;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Recommendations in PostgreSQL, each as one document; every call runs in the caller's transaction. Thread-safe. */
@ApplicationScoped
class RecommendationStore {
    private static final SqlUpdate INSERT = SqlUpdate.of("""
        insert into weld_recommendation (tenant_id, recommendation_id, version, at, state, document)
        values (:tenant, :id, :version, :at, :state, :document::jsonb)
        """);

    private static final SqlQuery<String> FIND = SqlQuery.of(String.class, """
        select document from weld_recommendation where tenant_id = :tenant and recommendation_id = :id
        """);

    private static final SqlUpdate UPDATE = SqlUpdate.of("""
        update weld_recommendation set version = :version, state = :state, document = :document::jsonb
        where tenant_id = :tenant and recommendation_id = :id and version = :seen
        """);

    private static final SqlQuery<String> LIST = SqlQuery.of(String.class, """
        select document from weld_recommendation
        where tenant_id = :tenant
            and (:afterAt::timestamptz is null or (at, recommendation_id) < (:afterAt, :afterId))
        order by at desc, recommendation_id desc limit :limit
        """);

    private final ObjectMapper json;

    RecommendationStore(ObjectMapper json) {
        this.json = json;
    }

    void insert(Connection connection, TenantId tenant, WeldRecommendation recommendation) {
        INSERT.on(connection)
                .set("tenant", tenant)
                .set("id", recommendation.recommendationId())
                .set("version", recommendation.version())
                .set("at", recommendation.at())
                .set("state", recommendation.state())
                .set("document", document(recommendation))
                .run();
    }

    Optional<WeldRecommendation> find(Connection connection, TenantId tenant, UUID id) {
        return FIND.on(connection).set("tenant", tenant).set("id", id).first().map(this::read);
    }

    /** Updates a recommendation; false when it was changed since that version. */
    boolean update(Connection connection, TenantId tenant, WeldRecommendation changed, int seen) {
        return UPDATE.on(connection)
                        .set("tenant", tenant)
                        .set("id", changed.recommendationId())
                        .set("version", changed.version())
                        .set("state", changed.state())
                        .set("document", document(changed))
                        .set("seen", seen)
                        .run()
                == 1;
    }

    /** The latest first. */
    List<WeldRecommendation> list(Connection connection, TenantId tenant, @Nullable PageCursor after, int limit) {
        return LIST
                .on(connection)
                .set("tenant", tenant)
                .set("afterAt", after == null ? null : after.at())
                .set("afterId", after == null ? null : after.id())
                .set("limit", limit)
                .list()
                .stream()
                .map(this::read)
                .toList();
    }

    private WeldRecommendation read(String document) {
        try {
            return json.readValue(document, WeldRecommendation.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored recommendation cannot be read", e);
        }
    }

    private String document(WeldRecommendation recommendation) {
        try {
            return json.writeValueAsString(recommendation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a recommendation is always JSON", e);
        }
    }
}
