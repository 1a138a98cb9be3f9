package io.trivium.fin.casework.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.casework.Desk;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CaseworkConfigTest {

    private static QueuePolicy policy(Map<String, String> settings) {
        return new QueuePolicy(Desk.config(settings));
    }

    @Test
    void hasTheDocumentedDefaults() {
        CaseworkConfig config = Desk.config(Map.of());
        assertEquals(true, config.enabled());
        assertEquals(Duration.ofMinutes(15), config.sla().critical());
        assertEquals(Duration.ofHours(1), config.sla().high());
        assertEquals(Duration.ofHours(4), config.sla().medium());
        assertEquals(Duration.ofHours(24), config.sla().low());
        assertEquals(Duration.ofMinutes(5), config.lock());
        assertEquals(new BigDecimal("1000"), config.largeAmount());
        assertEquals(Map.of("JPY", new BigDecimal("150000")), config.largeAmounts());
        assertEquals(30, config.normalDays());
        assertEquals(3, config.reportFonts().size());
        assertEquals(Set.of("escalated", "urgent", "general"), config.queues().keySet());
    }

    @Test
    void readsEveryKey() {
        CaseworkConfig config = Desk.config(Map.of(
                "platform.fin.casework.enabled", "false",
                "platform.fin.casework.sla.critical", "1m",
                "platform.fin.casework.lock", "90s",
                "platform.fin.casework.large-amount", "2500.5",
                "platform.fin.casework.normal-days", "7",
                "platform.fin.casework.report-fonts", "/a.ttf",
                "platform.fin.casework.queues.devices.order", "5",
                "platform.fin.casework.queues.devices.role", "fin-supervisor",
                "platform.fin.casework.queues.devices.reasons", "new-device",
                "platform.fin.casework.queues.general.limit", "3"));
        assertEquals(false, config.enabled());
        assertEquals(Duration.ofMinutes(1), config.sla().critical());
        assertEquals(Duration.ofSeconds(90), config.lock());
        assertEquals(new BigDecimal("2500.5"), config.largeAmount());
        assertEquals(7, config.normalDays());
        assertEquals(1, config.reportFonts().size());
        CaseworkConfig.Queue devices = config.queues().get("devices");
        assertEquals("fin-supervisor", devices == null ? "" : devices.role());
        assertEquals(25, devices == null ? 0 : devices.limit());
        CaseworkConfig.Queue general = config.queues().get("general");
        assertEquals(3, general == null ? 0 : general.limit());
    }

    @Test
    void aQueueMayBeFasterThanThePriorityButNotSlower() {
        QueuePolicy policy = policy(Map.of("platform.fin.casework.queues.general.sla", "2h"));
        assertEquals(Duration.ofHours(2), policy.allowed(CasePriority.LOW, "general"));
        assertEquals(Duration.ofMinutes(15), policy.allowed(CasePriority.CRITICAL, "general"));
        assertEquals(Duration.ofHours(24), policy.allowed(CasePriority.LOW, "urgent"));
        assertEquals(Duration.ofHours(24), policy.allowed(CasePriority.LOW, "no longer configured"));
    }

    @Test
    void whoHoldsTheLimitOfAQueueIsGivenNoMoreOfIt() {
        QueuePolicy policy = policy(Map.of("platform.fin.casework.queues.general.limit", "2"));
        assertTrue(policy.mayHoldMore("general", 1));
        assertFalse(policy.mayHoldMore("general", 2));
        assertEquals(
                Set.of("general"),
                policy.full(Map.of(
                        "general", new QueueView("general", 9, 7, 2, 0, Desk.NOON),
                        "urgent", new QueueView("urgent", 9, 7, 2, 0, Desk.NOON))));
    }

    @Test
    void rulesMaySendToAnyQueueButThatOfEscalatedCases() {
        assertEquals(List.of("urgent", "general"), policy(Map.of()).forRules());
    }

    @Test
    void theFirstQueueThatTakesACaseGetsIt() {
        QueuePolicy policy = policy(Map.of(
                "platform.fin.casework.queues.devices.order", "5",
                "platform.fin.casework.queues.devices.reasons", "new-device"));
        assertEquals("devices", policy.queueOf(CasePriority.CRITICAL, List.of("x", "new-device")));
        assertEquals("urgent", policy.queueOf(CasePriority.HIGH, List.of("x")));
        assertEquals("general", policy.queueOf(CasePriority.LOW, List.of()));
        assertEquals("escalated", policy.escalationQueue());
        assertEquals(List.of("devices", "urgent", "general"), policy.queuesFor(Set.of("fin-analyst")));
        assertEquals(List.of("escalated", "devices", "urgent", "general"), policy.queuesFor(Set.of("fin-supervisor")));
    }

    @Test
    void refusesQueuesThatLeaveACaseWithout() {
        assertThrows(
                IllegalStateException.class,
                () -> policy(Map.of("platform.fin.casework.queues.general.priorities", "medium")));
        assertThrows(
                IllegalStateException.class,
                () -> policy(Map.of(
                        "platform.fin.casework.queues.escalated.escalations",
                        "false",
                        "platform.fin.casework.queues.escalated.priorities",
                        "low")));
    }
}
