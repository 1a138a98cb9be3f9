package io.trivium.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.external.ExternalConfig;
import io.trivium.runtime.frontpage.FrontPageConfig;
import io.trivium.runtime.inference.OipConfig;
import io.trivium.runtime.learning.curate.CurationConfig;
import io.trivium.runtime.learning.release.ReleaseConfig;
import io.trivium.runtime.learning.store.LabelRule;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.Use;
import io.trivium.runtime.registry.store.RegistryConfig;
import io.trivium.runtime.serving.ServingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final String STORE = "platform.runtime.registry.store";

    private static SmallRyeConfig config(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent(STORE, "/data/models");
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 1_000))
                .withMapping(ServingConfig.class)
                .withMapping(OipConfig.class)
                .withMapping(ExternalConfig.class)
                .withMapping(RegistryConfig.class)
                .withMapping(ExpertConfig.class)
                .withMapping(FrontPageConfig.class)
                .withMapping(LearningConfig.class)
                .withMapping(ReleaseConfig.class)
                .withMapping(CurationConfig.class)
                .build();
    }

    private static Map<String, String> pairs(String... keysAndValues) {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) pairs.put(keysAndValues[i], keysAndValues[i + 1]);
        return pairs;
    }

    @Test
    void givesModelsToOtherServers() {
        String prefix = "platform.runtime.external.chest-ct.";
        SmallRyeConfig config = config(pairs(
                prefix + "url",
                "https://triton.example.org:8000",
                prefix + "spec",
                "/etc/spec.yaml",
                prefix + "model-name",
                "chest_ct",
                prefix + "model-version",
                "4",
                prefix + "inputs.volume",
                "INPUT__0",
                prefix + "bearer-token",
                "/run/token"));
        ExternalConfig.Engine engine = Objects.requireNonNull(
                config.getConfigMapping(ExternalConfig.class).engines().get("chest-ct"));
        assertEquals(Optional.of("chest_ct"), engine.modelName());
        assertEquals(Optional.of("4"), engine.modelVersion());
        assertEquals(Map.of("volume", "INPUT__0"), engine.inputs());
        assertEquals(Map.of(), engine.outputs());
        assertEquals(Optional.of(Path.of("/run/token")), engine.bearerToken());
        assertEquals(Optional.empty(), engine.certificateAuthority());
        assertEquals(true, engine.binary());
        assertEquals(Duration.ofSeconds(1), engine.timeout());
        assertEquals(Duration.ofSeconds(10), engine.longestPause());
        assertEquals(
                Map.of(),
                config(Map.of()).getConfigMapping(ExternalConfig.class).engines());
        Map<String, String> misspelt =
                pairs(prefix + "url", "http://x", prefix + "spec", "s", prefix + "tiemout", "1s");
        assertThrows(RuntimeException.class, () -> config(misspelt));
    }

    @Test
    void hasTheDocumentedDefaults() {
        SmallRyeConfig config = config(Map.of());
        ServingConfig serving = config.getConfigMapping(ServingConfig.class);
        assertEquals(0, serving.workers());
        assertEquals(1, serving.intraOpThreads());
        assertEquals("cpu", serving.device());
        assertEquals(Optional.empty(), serving.fused());
        assertEquals(Duration.ofMillis(5), serving.slice());
        assertEquals(1_024, serving.interactiveQueue());
        assertEquals(2_048, serving.nearRealTimeQueue());
        assertEquals(4_096, serving.bulkQueue());
        assertEquals(0.2, serving.nearRealTimeShare());
        assertEquals(0.1, serving.bulkShare());
        assertEquals(Duration.ofSeconds(10), serving.defaultTimeout());
        assertEquals(Duration.ofMinutes(5), serving.maxTimeout());
        assertEquals(Duration.ofSeconds(30), serving.drainTimeout());
        assertEquals(
                32L << 20,
                config.getConfigMapping(OipConfig.class).maxRequestSize().asLongValue());
        RegistryConfig registry = config.getConfigMapping(RegistryConfig.class);
        assertEquals(Path.of("/data/models"), registry.store());
        assertEquals(Optional.empty(), registry.packs());
        assertEquals(512L << 20, registry.maxPackSize().asLongValue());
        assertEquals(Map.of(), registry.trustedKeys());
        assertEquals(true, registry.requireSignature());
        assertEquals(Optional.empty(), registry.publicKey());
        assertEquals(Map.of(), registry.tasks());
        assertEquals(Duration.ofSeconds(2), registry.followInterval());
        FrontPageConfig frontPage = config.getConfigMapping(FrontPageConfig.class);
        assertEquals(Optional.empty(), frontPage.services());
        assertEquals(Optional.empty(), frontPage.consoles());
        assertEquals(Duration.ofSeconds(5), frontPage.healthTimeout());
        assertEquals(Duration.ofSeconds(3), frontPage.healthAge());
    }

    @Test
    void readsEveryKey() {
        SmallRyeConfig config = config(pairs(
                "platform.runtime.serving.workers",
                "3",
                "platform.runtime.serving.intra-op-threads",
                "2",
                "platform.runtime.serving.slice",
                "8ms",
                "platform.runtime.serving.interactive-queue",
                "10",
                "platform.runtime.serving.near-real-time-queue",
                "11",
                "platform.runtime.serving.bulk-queue",
                "12",
                "platform.runtime.serving.near-real-time-share",
                "0.3",
                "platform.runtime.serving.bulk-share",
                "0.05",
                "platform.runtime.serving.default-timeout",
                "1s",
                "platform.runtime.serving.max-timeout",
                "2s",
                "platform.runtime.serving.drain-timeout",
                "3s",
                "platform.runtime.serving.device",
                "cuda:1",
                "platform.runtime.serving.fused",
                "false",
                "platform.runtime.inference.max-request-size",
                "1M",
                STORE,
                "/elsewhere",
                "platform.runtime.registry.packs",
                "/a,/b",
                "platform.runtime.registry.max-pack-size",
                "2M",
                "platform.runtime.registry.follow-interval",
                "7s"));
        ServingConfig serving = config.getConfigMapping(ServingConfig.class);
        assertEquals(3, serving.workers());
        assertEquals(2, serving.intraOpThreads());
        assertEquals("cuda:1", serving.device());
        assertEquals(Optional.of(false), serving.fused());
        assertEquals(Duration.ofMillis(8), serving.slice());
        assertEquals(10, serving.interactiveQueue());
        assertEquals(11, serving.nearRealTimeQueue());
        assertEquals(12, serving.bulkQueue());
        assertEquals(0.3, serving.nearRealTimeShare());
        assertEquals(0.05, serving.bulkShare());
        assertEquals(Duration.ofSeconds(1), serving.defaultTimeout());
        assertEquals(Duration.ofSeconds(2), serving.maxTimeout());
        assertEquals(Duration.ofSeconds(3), serving.drainTimeout());
        assertEquals(
                1L << 20,
                config.getConfigMapping(OipConfig.class).maxRequestSize().asLongValue());
        RegistryConfig registry = config.getConfigMapping(RegistryConfig.class);
        assertEquals(Path.of("/elsewhere"), registry.store());
        assertEquals(Optional.of(List.of(Path.of("/a"), Path.of("/b"))), registry.packs());
        assertEquals(2L << 20, registry.maxPackSize().asLongValue());
        assertEquals(Duration.ofSeconds(7), registry.followInterval());
        SmallRyeConfig signed = config(Map.of(
                "platform.runtime.registry.trusted-keys.release",
                "/keys/release.pub",
                "platform.runtime.registry.require-signature",
                "true"));
        RegistryConfig trusting = signed.getConfigMapping(RegistryConfig.class);
        assertEquals(Map.of("release", Path.of("/keys/release.pub")), trusting.trustedKeys());
        assertEquals(true, trusting.requireSignature());
    }

    @Test
    void readsTheKeysOfTheFrontPage() {
        FrontPageConfig frontPage = config(Map.of(
                        "platform.runtime.front-page.services",
                        "domain-fin=http://127.0.0.1:18082",
                        "platform.runtime.front-page.consoles",
                        "domain-fin=http://localhost:18082/console/",
                        "platform.runtime.front-page.health-timeout",
                        "1s",
                        "platform.runtime.front-page.health-age",
                        "10s"))
                .getConfigMapping(FrontPageConfig.class);
        assertEquals(Optional.of(List.of("domain-fin=http://127.0.0.1:18082")), frontPage.services());
        assertEquals(Optional.of(List.of("domain-fin=http://localhost:18082/console/")), frontPage.consoles());
        assertEquals(Duration.ofSeconds(1), frontPage.healthTimeout());
        assertEquals(Duration.ofSeconds(10), frontPage.healthAge());
    }

    @Test
    void readsHowExpertsShareMemoryAndWhatHappensToThoseThatFail() {
        ExpertConfig usual = config(Map.of()).getConfigMapping(ExpertConfig.class);
        assertEquals(1L << 30, usual.memoryBudget().asLongValue());
        assertEquals(Optional.empty(), usual.store());
        assertEquals(Duration.ofMillis(20), usual.openLimit());
        assertEquals(Duration.ofSeconds(2), usual.callLimit());
        assertEquals(Duration.ofSeconds(1), usual.probeDelay());
        assertEquals(Duration.ofMinutes(5), usual.maxProbeDelay());
        assertEquals(Duration.ofSeconds(10), usual.pagingInterval());
        ExpertConfig other = config(pairs(
                        "platform.runtime.expert.memory-budget", "3M",
                        "platform.runtime.expert.store", "/experts",
                        "platform.runtime.expert.open-limit", "1ms",
                        "platform.runtime.expert.call-limit", "2ms",
                        "platform.runtime.expert.probe-delay", "3ms",
                        "platform.runtime.expert.max-probe-delay", "4ms",
                        "platform.runtime.expert.paging-interval", "5ms"))
                .getConfigMapping(ExpertConfig.class);
        assertEquals(3L << 20, other.memoryBudget().asLongValue());
        assertEquals(Optional.of(Path.of("/experts")), other.store());
        assertEquals(Duration.ofMillis(1), other.openLimit());
        assertEquals(Duration.ofMillis(2), other.callLimit());
        assertEquals(Duration.ofMillis(3), other.probeDelay());
        assertEquals(Duration.ofMillis(4), other.maxProbeDelay());
        assertEquals(Duration.ofMillis(5), other.pagingInterval());
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.runtime.expert.budget", "3M")));
    }

    @Test
    void readsWhatATaskIsRegisteredWith() {
        String task = "platform.runtime.registry.tasks.\"fin-authorization-risk\".";
        RegistryConfig.TaskConfig usual = require(
                config(Map.of(task + "high-risk", "true"))
                        .getConfigMapping(RegistryConfig.class)
                        .tasks(),
                "fin-authorization-risk");
        assertEquals(true, usual.highRisk());
        assertEquals(Map.of(), usual.gates());
        assertEquals(Optional.empty(), usual.challenger().margin());
        String limits = task + "challenger.";
        Map<String, String> keys = pairs(
                limits + "margin", "0.01",
                limits + "least-rows", "300",
                limits + "least-positives", "30",
                limits + "slice-loss", "0.2",
                limits + "least-slice-rows", "60",
                limits + "change", "1.5",
                limits + "calibration", "0.03");
        keys.putAll(pairs(
                limits + "overfitting", "0.04",
                limits + "masked-loss", "0.4",
                limits + "latency", "1.1",
                limits + "memory", "1.2",
                limits + "max-age", "3d",
                limits + "parity", "0.002"));
        RegistryConfig.ChallengerConfig other = require(
                        config(keys).getConfigMapping(RegistryConfig.class).tasks(), "fin-authorization-risk")
                .challenger();
        assertEquals(Optional.of(0.01), other.margin());
        assertEquals(Optional.of(300), other.leastRows());
        assertEquals(Optional.of(30), other.leastPositives());
        assertEquals(Optional.of(0.2), other.sliceLoss());
        assertEquals(Optional.of(60), other.leastSliceRows());
        assertEquals(Optional.of(1.5), other.change());
        assertEquals(Optional.of(0.03), other.calibration());
        assertEquals(Optional.of(0.04), other.overfitting());
        assertEquals(Optional.of(0.4), other.maskedLoss());
        assertEquals(Optional.of(1.1), other.latency());
        assertEquals(Optional.of(1.2), other.memory());
        assertEquals(Optional.of(Duration.ofDays(3)), other.maxAge());
        assertEquals(Optional.of(0.002), other.parity());
        assertThrows(RuntimeException.class, () -> config(Map.of(limits + "marigin", "0.01")));
    }

    private static <T> T require(Map<String, T> settings, String key) {
        return Optional.ofNullable(settings.get(key)).orElseThrow();
    }

    @Test
    void readsEveryKeyOfTheLearningStore() {
        LearningConfig usual = config(Map.of()).getConfigMapping(LearningConfig.class);
        assertEquals(true, usual.consume());
        assertEquals("trivium-runtime-learning", usual.groupId());
        assertEquals(200, usual.recordsAtOnce());
        assertEquals(Duration.ofMinutes(5), usual.clockTolerance());
        assertEquals(1e15, usual.largestMagnitude());
        assertEquals(Map.of(), usual.retention());
        assertEquals(Map.of(), usual.tasks());
        assertEquals(Duration.ofDays(30), usual.keepRejections());
        assertEquals(Duration.ofHours(1), usual.purgeInterval());
        assertEquals(500_000, usual.mostEntries());
        assertEquals(Duration.ofMinutes(10), usual.freezeTimeout());
        assertEquals(500, usual.driftFloor());
        assertEquals(Duration.ofDays(2), usual.stallAfter());
        String prefix = "platform.runtime.learning.";
        String task = prefix + "tasks.\"fin-authorization-risk\".";
        Map<String, String> keys = pairs(
                prefix + "consume", "false",
                prefix + "group-id", "g",
                prefix + "records-at-once", "7",
                prefix + "clock-tolerance", "1s",
                prefix + "largest-magnitude", "10",
                prefix + "retention.\"evaluation\".use", "evaluation",
                prefix + "retention.\"evaluation\".keep", "9d",
                prefix + "retention.\"refused\".use", "none",
                prefix + "keep-rejections", "2d",
                prefix + "purge-interval", "3m",
                prefix + "most-entries", "4",
                prefix + "freeze-timeout", "5s",
                prefix + "drift-floor", "60",
                prefix + "stall-after", "6h");
        keys.putAll(pairs(
                task + "rule", "precedence",
                task + "precedence", "chargeback:fraud,analyst",
                task + "labels", "fraud,genuine",
                task + "weights.\"chargeback\"", "2.5",
                task + "stall-after", "8h"));
        LearningConfig other = config(keys).getConfigMapping(LearningConfig.class);
        assertEquals(false, other.consume());
        assertEquals("g", other.groupId());
        assertEquals(7, other.recordsAtOnce());
        assertEquals(Duration.ofSeconds(1), other.clockTolerance());
        assertEquals(10.0, other.largestMagnitude());
        LearningConfig.RetentionClassConfig evaluation = require(other.retention(), "evaluation");
        assertEquals(Use.EVALUATION, evaluation.use());
        assertEquals(Optional.of(Duration.ofDays(9)), evaluation.keep());
        assertEquals(Use.NONE, require(other.retention(), "refused").use());
        assertEquals(Duration.ofDays(2), other.keepRejections());
        assertEquals(Duration.ofMinutes(3), other.purgeInterval());
        assertEquals(4, other.mostEntries());
        assertEquals(Duration.ofSeconds(5), other.freezeTimeout());
        assertEquals(60, other.driftFloor());
        assertEquals(Duration.ofHours(6), other.stallAfter());
        LearningConfig.TaskConfig judged = require(other.tasks(), "fin-authorization-risk");
        assertEquals(LabelRule.PRECEDENCE, judged.rule());
        assertEquals(Optional.of(List.of("chargeback:fraud", "analyst")), judged.precedence());
        assertEquals(Optional.of(List.of("fraud", "genuine")), judged.labels());
        assertEquals(Map.of("chargeback", 2.5), judged.weights());
        assertEquals(Optional.of(Duration.ofHours(8)), judged.stallAfter());
        assertThrows(RuntimeException.class, () -> config(Map.of(prefix + "consumes", "true")));
        assertThrows(RuntimeException.class, () -> config(Map.of(task + "rule", "loudest")));
        assertThrows(RuntimeException.class, () -> config(Map.of(prefix + "retention.\"x\".use", "resale")));
    }

    @Test
    void readsHowChallengersAreReleased() {
        String prefix = "platform.runtime.learning.release.";
        ReleaseConfig usual = config(Map.of()).getConfigMapping(ReleaseConfig.class);
        assertEquals(true, usual.watch());
        assertEquals(Duration.ofSeconds(5), usual.interval());
        assertEquals(0.2, usual.rehearsalShare());
        assertEquals(64, usual.rehearsalQueue());
        assertEquals(Duration.ofSeconds(10), usual.hangAfter());
        assertEquals(Duration.ofMinutes(30), usual.shadowFor());
        assertEquals(500, usual.shadowRequests());
        assertEquals(0.05, usual.canaryShare());
        assertEquals(Duration.ofHours(1), usual.canaryFor());
        assertEquals(200, usual.canaryRequests());
        assertEquals(false, usual.approval());
        assertEquals(Duration.ofHours(24), usual.watchFor());
        assertEquals(0.002, usual.faultMargin());
        assertEquals(0.05, usual.degradedMargin());
        assertEquals(1.5, usual.latencyRatio());
        assertEquals(Duration.ofMillis(1), usual.latencySlack());
        assertEquals(0.25, usual.scoreShift());
        assertEquals(300, usual.scoreFloor());
        assertEquals(0.05, usual.qualityMargin());
        assertEquals(200, usual.qualityFloor());
        assertEquals(Map.of(), usual.tasks());

        String task = prefix + "tasks.\"fin-authorization-risk\".";
        ReleaseConfig other = config(pairs(
                        prefix + "watch", "false",
                        prefix + "canary-share", "0.01",
                        prefix + "approval", "true",
                        task + "canary-requests", "7",
                        task + "watch-for", "90s",
                        task + "score-shift", "0.5"))
                .getConfigMapping(ReleaseConfig.class);
        assertEquals(false, other.watch());
        assertEquals(0.01, other.canaryShare());
        assertEquals(true, other.approval());
        ReleaseConfig.TaskConfig risky = require(other.tasks(), "fin-authorization-risk");
        assertEquals(Optional.of(7L), risky.canaryRequests());
        assertEquals(Optional.of(Duration.ofSeconds(90)), risky.watchFor());
        assertEquals(Optional.of(0.5), risky.scoreShift());
        assertEquals(Optional.empty(), risky.shadowFor());
        assertThrows(RuntimeException.class, () -> config(Map.of(prefix + "canary-shares", "0.01")));
    }

    @Test
    void refusesMisspelledKeysAndWrongValues() {
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.runtime.front-page.service", "a=http://b")));
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.runtime.serving.worker", "3")));
        assertThrows(RuntimeException.class, () -> config(Map.of("platform.runtime.serving.workers", "many")));
        assertThrows(
                RuntimeException.class, () -> config(Map.of("platform.runtime.inference.max-request-size", "big")));
    }

    @Test
    void readsEveryKeyOfTheCuration() {
        CurationConfig usual = config(Map.of()).getConfigMapping(CurationConfig.class);
        assertEquals(true, usual.automatic());
        assertEquals(50_000, usual.mostChecked());
        assertEquals(200, usual.fewestChecked());
        assertEquals(200, usual.mostSuspected());
        assertEquals(20_000, usual.mostWeighed());
        assertEquals(Duration.ofMinutes(5), usual.shortlistAge());
        String prefix = "platform.runtime.learning.curation.";
        Map<String, String> keys = pairs(
                prefix + "automatic", "false",
                prefix + "most-checked", "1000",
                prefix + "fewest-checked", "50",
                prefix + "most-suspected", "7",
                prefix + "most-weighed", "300",
                prefix + "shortlist-age", "9s");
        CurationConfig other = config(keys).getConfigMapping(CurationConfig.class);
        assertEquals(false, other.automatic());
        assertEquals(1_000, other.mostChecked());
        assertEquals(50, other.fewestChecked());
        assertEquals(7, other.mostSuspected());
        assertEquals(300, other.mostWeighed());
        assertEquals(Duration.ofSeconds(9), other.shortlistAge());
    }
}
