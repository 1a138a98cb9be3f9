package io.trivium.runtime.learning.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.update.UpdateConfig.TaskUpdateConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UpdateConfigTest {
    private static final String PREFIX = "platform.runtime.learning.update.";
    private static final String TASK = PREFIX + "tasks.\"some-task\".";

    private static UpdateConfig config(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(given);
        all.put(PREFIX + "work", "/data/updates");
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(all, "test", 1_000))
                .withMapping(LearningConfig.class)
                .withMapping(UpdateConfig.class)
                .build()
                .getConfigMapping(UpdateConfig.class);
    }

    private static TaskUpdateConfig task(Map<String, String> given) {
        return Objects.requireNonNull(config(given).tasks().get("some-task"));
    }

    @Test
    void hasTheDocumentedDefaults() {
        UpdateConfig config = config(Map.of());
        assertTrue(config.run());
        assertEquals(Duration.ofSeconds(5), config.poll());
        assertEquals(Duration.ofSeconds(30), config.lease());
        assertEquals(Path.of("/data/updates"), config.work());
        assertEquals(Optional.empty(), config.trainer());
        assertTrue(config.givesWay());
        assertEquals(Optional.empty(), config.signingKey());
        assertEquals(Optional.empty(), config.signingPublicKey());
        assertEquals("unknown", config.codeRevision());
        assertEquals(ZoneId.of("UTC"), config.zone());
        assertEquals(0, config.tasks().size());
        TaskUpdateConfig task = task(Map.of());
        assertEquals(false, task.enabled());
        assertEquals(Optional.empty(), task.tenants());
        assertEquals(Optional.empty(), task.every());
        assertEquals(Optional.empty(), task.at());
        assertEquals(UpdateScope.PLATFORM, task.scope());
        assertEquals(Optional.empty(), task.recipe());
        assertEquals("last-layers", UpdateSettings.of(task).recipe());
        assertEquals(
                "lora",
                UpdateSettings.of(task(Map.of(TASK + "scope", "tenant"))).recipe());
        assertEquals(OptionalInt.empty(), task.epochs());
        assertEquals(OptionalDouble.empty(), task.learningRate());
        assertTrue(task.rival());
        assertTrue(UpdateSettings.of(task).rival());
        assertEquals(
                false, UpdateSettings.of(task(Map.of(TASK + "scope", "tenant"))).rival());
        assertEquals(90, task.trainDays());
        assertEquals(2, task.validationDays());
        assertEquals(2, task.testDays());
        assertEquals(0.15, task.validationShare());
        assertEquals(0.15, task.testShare());
        assertEquals(50, task.minimumLabels());
        assertEquals(Duration.ofMinutes(10), task.timeBudget());
        assertEquals(3L << 30, task.memoryBudget().asLongValue());
        assertEquals(1L << 30, task.heap().asLongValue());
        assertEquals(1, task.threads());
        assertEquals(10, task.mostAttempts());
    }

    @Test
    void readsEveryKey() {
        Map<String, String> given = new HashMap<>();
        given.put(PREFIX + "run", "false");
        given.put(PREFIX + "poll", "1s");
        given.put(PREFIX + "lease", "10s");
        given.put(PREFIX + "trainer", "/trainer");
        given.put(PREFIX + "signing-key", "/keys/private.pem");
        given.put(PREFIX + "signing-public-key", "/keys/public.pem");
        given.put(PREFIX + "code-revision", "abc");
        given.put(TASK + "enabled", "true");
        given.put(TASK + "tenants", "demo-bank,other-bank");
        given.put(TASK + "every", "12h");
        given.put(TASK + "at", "02:30");
        given.put(PREFIX + "zone", "Europe/Berlin");
        given.put(TASK + "scope", "tenant");
        given.put(TASK + "recipe", "last-layers");
        given.put(TASK + "epochs", "7");
        given.put(TASK + "learning-rate", "0.001");
        given.put(TASK + "rival", "false");
        given.put(TASK + "train-days", "30");
        given.put(TASK + "validation-days", "3");
        given.put(TASK + "test-days", "4");
        given.put(TASK + "validation-share", "0.2");
        given.put(TASK + "test-share", "0.1");
        given.put(TASK + "minimum-labels", "9");
        given.put(TASK + "time-budget", "1m");
        given.put(TASK + "memory-budget", "2G");
        given.put(TASK + "heap", "256M");
        given.put(TASK + "threads", "2");
        given.put(TASK + "most-attempts", "3");
        UpdateConfig config = config(given);
        assertEquals(false, config.run());
        assertEquals(Duration.ofSeconds(1), config.poll());
        assertEquals(Duration.ofSeconds(10), config.lease());
        assertEquals(Optional.of(Path.of("/trainer")), config.trainer());
        assertEquals(Optional.of(Path.of("/keys/private.pem")), config.signingKey());
        assertEquals(Optional.of(Path.of("/keys/public.pem")), config.signingPublicKey());
        assertEquals("abc", config.codeRevision());
        assertEquals(ZoneId.of("Europe/Berlin"), config.zone());
        TaskUpdateConfig task = task(given);
        assertEquals(true, task.enabled());
        assertEquals(Optional.of(List.of("demo-bank", "other-bank")), task.tenants());
        assertEquals(Optional.of(Duration.ofHours(12)), task.every());
        assertEquals(Optional.of(LocalTime.of(2, 30)), task.at());
        UpdateSettings settings = UpdateSettings.of(task);
        assertEquals(
                new UpdateSettings(
                        UpdateScope.TENANT,
                        "last-layers",
                        false,
                        7,
                        0.001,
                        30,
                        3,
                        4,
                        0.2,
                        0.1,
                        9,
                        60,
                        2L << 30,
                        256L << 20,
                        2,
                        3),
                settings);
        assertEquals(settings, UpdateJson.read(UpdateJson.write(settings), UpdateSettings.class));
    }

    private static void assertRefused(String words, String... keysAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) given.put(TASK + keysAndValues[i], keysAndValues[i + 1]);
        TaskUpdateConfig task = task(given);
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> UpdateSchedule.check("some-task", task));
        assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal::toString);
    }

    @Test
    void refusesWhatContradictsItself() {
        assertRefused("recipe must be last-layers, all-layers, lora or whole, not dpo", "recipe", "dpo");
        assertRefused("set lora or last-layers where scope is tenant", "scope", "tenant", "recipe", "whole");
        assertRefused("set lora or last-layers where scope is tenant", "scope", "tenant", "recipe", "all-layers");
        assertRefused("excludes at", "every", "1d", "at", "03:00");
        assertRefused("set every or at", "enabled", "true");
        assertRefused("a minute at least", "every", "1s");
        assertEquals(
                false,
                UpdateJson.read("{\"recipe\": \"lora\"}", UpdateSettings.class).isForTenant());
        UpdateSchedule.check("some-task", task(Map.of(TASK + "enabled", "true", TASK + "at", "03:00")));
    }
}
