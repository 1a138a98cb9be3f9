package io.trivium.med.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.med.processing.PriorsConfig.Retrieval;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Defaults, every key and refused values of what is read, of orders and of priors. */
class ProcessingConfigTest {
    private static final String PROCESSING = "platform.med.processing.";
    private static final String ORDERS = "platform.med.orders.";
    private static final String PRIORS = "platform.med.priors.";

    private static <T> T config(Class<T> mapping, Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(mapping);
    }

    @Test
    void tellsNothingToLearnFromWithoutAKey() {
        LearningConfig config = config(LearningConfig.class, Map.of());
        assertEquals(Optional.empty(), config.keyFile());
        assertEquals(Optional.empty(), config.key());
        assertEquals("learning", config.project());
        assertEquals("standard", config.retentionClass());
    }

    @Test
    void refusesAKeyThatIsNone() {
        String prefix = "platform.med.learning.";
        for (String key : List.of("short", "no base64!")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new LearningExamples(config(LearningConfig.class, Map.of(prefix + "key", key))));
        }
        assertThrows(
                UncheckedIOException.class,
                () -> new LearningExamples(config(LearningConfig.class, Map.of(prefix + "key-file", "/nowhere/key"))));
    }

    @Test
    void readsWhatIsCompleteUnlessToldOtherwise() {
        ProcessingConfig config = config(ProcessingConfig.class, Map.of());
        assertTrue(config.enabled());
        assertEquals(Duration.ofSeconds(2), config.settle());
        assertEquals(Duration.ofSeconds(20), config.quiet());
        assertEquals(Duration.ofMinutes(2), config.abandoned());
        assertEquals(Duration.ofDays(7), config.lookBack());
        assertEquals(Optional.empty(), config.countPeers());
        assertEquals(1, config.workers());
        assertEquals(Duration.ofSeconds(60), config.lease());
        assertEquals(8, config.attempts());
        assertEquals(Duration.ofSeconds(5), config.shortestPause());
        assertEquals(Duration.ofMinutes(10), config.longestPause());
        assertEquals(Duration.ofSeconds(30), config.inferenceTimeout());
        assertFalse(config.notProcessedReport());
        assertFalse(config.readPriors());
        assertEquals(Optional.empty(), config.urgentSources());
        assertEquals(Optional.empty(), config.urgentDescription());
        assertEquals(ZoneId.of("UTC"), config.zone());
        assertEquals("Trivium", config.device().manufacturer());
        assertEquals("Trivium", config.device().modelName());
        assertEquals("1", config.device().serialNumber());
        assertEquals("0.1.0", config.device().softwareVersion());
    }

    @Test
    void readsEveryKeyOfTheProcessing() {
        ProcessingConfig config = config(
                ProcessingConfig.class,
                Map.ofEntries(
                        Map.entry(PROCESSING + "enabled", "false"),
                        Map.entry(PROCESSING + "settle", "3s"),
                        Map.entry(PROCESSING + "quiet", "30s"),
                        Map.entry(PROCESSING + "abandoned", "4m"),
                        Map.entry(PROCESSING + "look-back", "2d"),
                        Map.entry(PROCESSING + "count-peers", "pacs,archive"),
                        Map.entry(PROCESSING + "workers", "2"),
                        Map.entry(PROCESSING + "lease", "90s"),
                        Map.entry(PROCESSING + "attempts", "5"),
                        Map.entry(PROCESSING + "shortest-pause", "1s"),
                        Map.entry(PROCESSING + "longest-pause", "1h"),
                        Map.entry(PROCESSING + "inference-timeout", "10s"),
                        Map.entry(PROCESSING + "not-processed-report", "true"),
                        Map.entry(PROCESSING + "read-priors", "true"),
                        Map.entry(PROCESSING + "urgent-sources", "ER_CT"),
                        Map.entry(PROCESSING + "urgent-description", "(?i)trauma"),
                        Map.entry(PROCESSING + "zone", "Asia/Shanghai"),
                        Map.entry(PROCESSING + "device.manufacturer", "Clinic"),
                        Map.entry(PROCESSING + "device.model-name", "Node"),
                        Map.entry(PROCESSING + "device.serial-number", "42"),
                        Map.entry(PROCESSING + "device.software-version", "1.2")));
        assertFalse(config.enabled());
        assertEquals(Duration.ofSeconds(3), config.settle());
        assertEquals(Duration.ofSeconds(30), config.quiet());
        assertEquals(Duration.ofMinutes(4), config.abandoned());
        assertEquals(Duration.ofDays(2), config.lookBack());
        assertEquals(Optional.of(Set.of("pacs", "archive")), config.countPeers());
        assertEquals(2, config.workers());
        assertEquals(Duration.ofSeconds(90), config.lease());
        assertEquals(5, config.attempts());
        assertEquals(Duration.ofSeconds(1), config.shortestPause());
        assertEquals(Duration.ofHours(1), config.longestPause());
        assertEquals(Duration.ofSeconds(10), config.inferenceTimeout());
        assertTrue(config.notProcessedReport());
        assertTrue(config.readPriors());
        assertEquals(Optional.of(Set.of("ER_CT")), config.urgentSources());
        assertEquals(Optional.of("(?i)trauma"), config.urgentDescription());
        assertEquals(ZoneId.of("Asia/Shanghai"), config.zone());
        assertEquals("Clinic", config.device().manufacturer());
        assertEquals("Node", config.device().modelName());
        assertEquals("42", config.device().serialNumber());
        assertEquals("1.2", config.device().softwareVersion());
    }

    @Test
    void takesOrdersOnlyWhereAListenerSaysFromWhom() {
        assertEquals(Map.of(), config(OrdersConfig.class, Map.of()).listeners());
        OrdersConfig.Listener listener = Objects.requireNonNull(config(
                        OrdersConfig.class,
                        Map.of(
                                ORDERS + "ris.tenant", "demo-hospital",
                                ORDERS + "ris.port", "2575",
                                ORDERS + "ris.hosts", "10.1.0.0/16,ris.clinic.example"))
                .listeners()
                .get("ris"));
        assertEquals("demo-hospital", listener.tenant());
        assertEquals("127.0.0.1", listener.host());
        assertEquals(2575, listener.port());
        assertEquals(List.of("10.1.0.0/16", "ris.clinic.example"), listener.hosts());
        assertThrows(
                RuntimeException.class,
                () -> config(
                        OrdersConfig.class,
                        Map.of(ORDERS + "ris.tenant", "demo-hospital", ORDERS + "ris.port", "2575")));
    }

    @Test
    void fetchesPriorsOnlyFromNamedPeers() {
        PriorsConfig none = config(PriorsConfig.class, Map.of());
        assertEquals(Optional.empty(), none.peers());
        assertEquals(Retrieval.GET, none.retrieval());
        assertEquals(1, none.most());
        assertEquals(1_825, none.days());
        PriorsConfig all = config(
                PriorsConfig.class,
                Map.of(
                        PRIORS + "peers", "pacs,archive",
                        PRIORS + "retrieval", "move",
                        PRIORS + "most", "3",
                        PRIORS + "days", "365"));
        assertEquals(Optional.of(List.of("pacs", "archive")), all.peers());
        assertEquals(Retrieval.MOVE, all.retrieval());
        assertEquals(3, all.most());
        assertEquals(365, all.days());
        assertThrows(RuntimeException.class, () -> config(PriorsConfig.class, Map.of(PRIORS + "retrieval", "fetch")));
    }

    @Test
    void refusesMisspelledKeysAndWrongValues() {
        assertThrows(RuntimeException.class, () -> config(ProcessingConfig.class, Map.of(PROCESSING + "quite", "3s")));
        assertThrows(
                RuntimeException.class, () -> config(ProcessingConfig.class, Map.of(PROCESSING + "workers", "all")));
        assertThrows(
                RuntimeException.class, () -> config(ProcessingConfig.class, Map.of(PROCESSING + "zone", "Mars/Base")));
    }
}
