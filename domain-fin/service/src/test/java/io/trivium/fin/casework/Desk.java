package io.trivium.fin.casework;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.TestDatabase;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.casework.queue.CaseworkConfig;
import io.trivium.fin.casework.queue.QueuePolicy;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.Outcome;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.HandbookFeatures;
import io.trivium.fin.rule.engine.RuleHit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configuration, alerts and connections to test casework with. */
public final class Desk {

    public static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    static final TenantId DEMO = new TenantId("demo-bank");

    private static final Map<String, String> QUEUES = Map.of(
            "platform.fin.casework.queues.escalated.order", "0",
            "platform.fin.casework.queues.escalated.role", "fin-supervisor",
            "platform.fin.casework.queues.escalated.escalations", "true",
            "platform.fin.casework.queues.urgent.order", "10",
            "platform.fin.casework.queues.urgent.priorities", "critical,high",
            "platform.fin.casework.queues.general.order", "20",
            "platform.fin.casework.large-amounts.JPY", "150000");

    private Desk() {}

    public static CaseworkConfig config(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(QUEUES);
        values.putAll(settings);
        return new SmallRyeConfigBuilder()
                .withMapping(CaseworkConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build()
                .getConfigMapping(CaseworkConfig.class);
    }

    static AlertStore store(Instant now) {
        CaseworkConfig config = config(Map.of());
        return new AlertStore(config, new QueuePolicy(config), () -> now);
    }

    static CaseRepository repository() {
        return new CaseRepository();
    }

    /** A connection whose transaction is the tenant's. */
    static Connection open(TestDatabase database, TenantId tenant) throws SQLException {
        Connection connection = database.connectAsApp();
        connection.setAutoCommit(false);
        try (PreparedStatement set = connection.prepareStatement("select set_config('app.tenant', ?, false)")) {
            set.setString(1, tenant.value());
            set.execute();
        }
        connection.commit();
        return connection;
    }

    static Alert alert(String id, String panToken, String terminalId, @Nullable Double score, String amount) {
        return alert(id, panToken, terminalId, score, amount, NOON);
    }

    static Alert alert(
            String id, String panToken, String terminalId, @Nullable Double score, String amount, Instant occurredAt) {
        Alert alert = Alert.of(
                decision(Samples.authorization(id, panToken, terminalId, amount, occurredAt), score, Outcome.REFER));
        if (alert == null) throw new AssertionError("a referred authorization is an alert");
        return alert;
    }

    static AuthorizationDecided decision(Authorization authorization, @Nullable Double score, Outcome outcome) {
        return new AuthorizationDecided(
                authorization.authorizationId(),
                outcome,
                score,
                0.9,
                0.5,
                "fin-authorization-risk",
                "test-1",
                score == null,
                List.of("score-at-or-above-refer"),
                FeatureVector.of(new double[HandbookFeatures.COUNT]),
                FeatureSet.VERSION,
                authorization.contentHash(),
                authorization.occurredAt(),
                authorization.occurredAt().plusMillis(20),
                20L,
                authorization,
                null);
    }

    /** An approval that this rule hit. */
    static AuthorizationDecided withHit(Authorization authorization, RuleHit hit) {
        return new AuthorizationDecided(
                authorization.authorizationId(),
                Outcome.APPROVE,
                0.1,
                0.9,
                0.5,
                "fin-authorization-risk",
                "test-1",
                false,
                List.of(),
                FeatureVector.of(new double[HandbookFeatures.COUNT]),
                FeatureSet.VERSION,
                authorization.contentHash(),
                authorization.occurredAt(),
                authorization.occurredAt().plusMillis(20),
                20L,
                authorization,
                null,
                List.of(hit),
                List.of(),
                List.of());
    }
}
