package io.trivium.fin.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.fin.authorization.AuthorizationConfig;
import io.trivium.fin.learning.LearningConfig;
import io.trivium.fin.review.MonitoringConfig;
import io.trivium.fin.stream.StreamConfig;
import io.trivium.fin.token.TokenConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Defaults, every key and refused values of the module's configuration. */
class FinConfigTest {

    private static SmallRyeConfig config(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>(Map.of(
                "platform.fin.stream.bootstrap-servers", "broker:9092", "platform.fin.stream.state-dir", "/data"));
        values.putAll(settings);
        return new SmallRyeConfigBuilder()
                .withMapping(StreamConfig.class)
                .withMapping(ScoringConfig.class)
                .withMapping(AuthorizationConfig.class)
                .withMapping(TokenConfig.class)
                .withMapping(LearningConfig.class)
                .withMapping(MonitoringConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build();
    }

    @Test
    void hasTheDocumentedDefaults() {
        SmallRyeConfig config = config(Map.of());
        ScoringConfig scoring = config.getConfigMapping(ScoringConfig.class);
        assertEquals("fin-authorization-risk", scoring.modelName());
        assertEquals(0.9, scoring.declineThreshold());
        assertEquals(0.5, scoring.referThreshold());
        assertEquals(Duration.ofMillis(25), scoring.deadline());
        assertEquals(Duration.ofSeconds(60), scoring.warmUp());
        assertEquals(Duration.ofMillis(500), scoring.warmUpDeadline());
        assertEquals(Duration.ofSeconds(1), scoring.lateAfter());
        assertEquals(Duration.ofMinutes(15), scoring.historyAfter());
        assertEquals(Duration.ofSeconds(1), scoring.lateDeadline());
        assertEquals(64, scoring.maxBatch());
        assertEquals(2, scoring.maxInFlight());
        assertEquals(Duration.ofSeconds(15), scoring.startPatience());
        assertEquals(4, scoring.explainedPerBatch());
        assertEquals(Duration.ofMillis(8), scoring.explanationTime());
        AuthorizationConfig authorization = config.getConfigMapping(AuthorizationConfig.class);
        assertEquals(Optional.empty(), authorization.historicalTenants());
        assertEquals(Duration.ofDays(7), authorization.maxAge());
        assertEquals(Duration.ofMinutes(5), authorization.maxAhead());
        assertEquals(Duration.ofSeconds(2), authorization.decisionWait());
        assertEquals(Duration.ofSeconds(5), authorization.publishWait());
        assertEquals(512, authorization.maxWaiting());
        assertEquals(16, authorization.leastWaiting());
        assertEquals(32, authorization.burst());
        assertEquals(Duration.ofMillis(60), authorization.admissionTarget());
        TokenConfig token = config.getConfigMapping(TokenConfig.class);
        assertEquals(Optional.empty(), token.key());
        assertEquals(Optional.empty(), token.keyFile());
        assertEquals("k1", token.keyId());
        MonitoringConfig monitoring = config.getConfigMapping(MonitoringConfig.class);
        assertTrue(monitoring.enabled());
        assertEquals(Duration.ofSeconds(5), monitoring.flushEvery());
        assertEquals(400, monitoring.reviewsPerDay());
        assertEquals(500, monitoring.sampleFloor());
        assertEquals(Duration.ofDays(30), monitoring.maturity());
        assertEquals(Duration.ofHours(24), monitoring.labelStallAfter());
        assertEquals("chargeback", monitoring.labelSource());
        assertEquals(400, monitoring.longestRangeDays());
        LearningConfig learning = config.getConfigMapping(LearningConfig.class);
        assertTrue(learning.enabled());
        assertEquals("standard", learning.retentionClass());
        StreamConfig stream = config.getConfigMapping(StreamConfig.class);
        assertEquals("broker:9092", stream.bootstrapServers());
        assertEquals(Path.of("/data"), stream.stateDir());
        assertEquals("fin.authorization.v1", stream.topics().authorization());
        assertEquals("fin.feature.v1", stream.topics().feature());
        assertEquals("fin.decision.v1", stream.topics().decision());
        assertEquals("learning.label.v1", stream.topics().label());
        assertEquals(1, stream.partitions());
        assertEquals(Duration.ofMillis(8), stream.linger());
        assertEquals(1, stream.replication());
        assertEquals(1, stream.threads());
        assertEquals(Duration.ofSeconds(30), stream.commitInterval());
        assertEquals(StreamConfig.StoreKind.ROCKSDB, stream.store());
        assertFalse(stream.leaveOnStop());
        assertEquals(Duration.ofSeconds(10), stream.sessionTimeout());
        assertEquals(Duration.ofDays(45), stream.idRetention());
    }

    @Test
    void countsAuthorizationsAsLateWhenNoCallerWaitsForThem() {
        ScoringConfig scoring = config(Map.of()).getConfigMapping(ScoringConfig.class);
        Duration fresh = Duration.ofSeconds(2);
        assertFalse(DecisionMaker.late(scoring, Duration.ZERO, fresh));
        assertFalse(DecisionMaker.late(scoring, Duration.ofSeconds(1), fresh));
        assertTrue(DecisionMaker.late(scoring, Duration.ofMillis(1_001), fresh));
        assertFalse(DecisionMaker.late(scoring, Duration.ZERO, Duration.ofMinutes(15)));
        assertTrue(DecisionMaker.late(scoring, Duration.ZERO, Duration.ofDays(3)), "a replayed history");
    }

    @Test
    void readsEveryKey() {
        Map<String, String> settings = new HashMap<>();
        settings.put("platform.fin.scoring.model-name", "other");
        settings.put("platform.fin.scoring.decline-threshold", "0.8");
        settings.put("platform.fin.scoring.refer-threshold", "0.4");
        settings.put("platform.fin.scoring.deadline", "10ms");
        settings.put("platform.fin.scoring.late-after", "3s");
        settings.put("platform.fin.scoring.history-after", "1h");
        settings.put("platform.fin.scoring.late-deadline", "2s");
        settings.put("platform.fin.scoring.max-batch", "8");
        settings.put("platform.fin.scoring.max-in-flight", "2");
        settings.put("platform.fin.scoring.start-patience", "1s");
        settings.put("platform.fin.scoring.explained-per-batch", "0");
        settings.put("platform.fin.scoring.explanation-time", "3ms");
        settings.put("platform.fin.authorization.historical-tenants", "replay-bank,old-bank");
        settings.put("platform.fin.authorization.max-age", "1d");
        settings.put("platform.fin.authorization.max-ahead", "1s");
        settings.put("platform.fin.authorization.decision-wait", "1s");
        settings.put("platform.fin.authorization.publish-wait", "1s");
        settings.put("platform.fin.authorization.max-waiting", "3");
        settings.put("platform.fin.authorization.least-waiting", "2");
        settings.put("platform.fin.authorization.burst", "0");
        settings.put("platform.fin.authorization.admission-target", "90ms");
        settings.put("platform.fin.stream.client.\"security.protocol\"", "SSL");
        settings.put("platform.fin.stream.enabled", "false");
        settings.put("platform.fin.stream.topics.authorization", "a.v1");
        settings.put("platform.fin.stream.topics.feature", "f.v1");
        settings.put("platform.fin.stream.topics.decision", "d.v1");
        settings.put("platform.fin.stream.topics.label", "l.v1");
        settings.put("platform.fin.stream.partitions", "12");
        settings.put("platform.fin.stream.linger", "2ms");
        settings.put("platform.fin.stream.replication", "3");
        settings.put("platform.fin.stream.application-id", "fin-b");
        settings.put("platform.fin.stream.instance-id", "7");
        settings.put("platform.fin.stream.threads", "2");
        settings.put("platform.fin.stream.commit-interval", "100ms");
        settings.put("platform.fin.stream.store", "memory");
        settings.put("platform.fin.stream.changelog", "false");
        settings.put("platform.fin.stream.id-retention", "10d");
        settings.put("platform.fin.stream.id-sweep", "5");
        SmallRyeConfig config = config(settings);
        ScoringConfig scoring = config.getConfigMapping(ScoringConfig.class);
        assertEquals(0.8, scoring.declineThreshold());
        assertEquals(2, scoring.maxInFlight());
        AuthorizationConfig authorization = config.getConfigMapping(AuthorizationConfig.class);
        assertEquals(Optional.of(Set.of("replay-bank", "old-bank")), authorization.historicalTenants());
        assertEquals(3, authorization.maxWaiting());
        assertEquals(2, authorization.leastWaiting());
        assertEquals(0, authorization.burst());
        assertEquals(Duration.ofMillis(90), authorization.admissionTarget());
        StreamConfig stream = config.getConfigMapping(StreamConfig.class);
        assertEquals(Map.of("security.protocol", "SSL"), stream.client());
        assertEquals(false, stream.enabled());
        assertEquals("a.v1", stream.topics().authorization());
        assertEquals("fin-b", stream.applicationId());
        assertEquals("7", stream.instanceId());
        assertEquals(StreamConfig.StoreKind.MEMORY, stream.store());
        assertEquals(5, stream.idSweep());
    }

    @Test
    void refusesUnknownKeysAndBadValues() {
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.fin.scoring.decline-treshold", "0.8")));
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.fin.stream.store", "papyrus")));
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.fin.scoring.deadline", "soon")));
    }
}
