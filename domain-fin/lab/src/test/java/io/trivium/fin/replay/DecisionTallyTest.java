package io.trivium.fin.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DecisionTallyTest {
    private static final TenantId REPLAY_BANK = new TenantId("replay-bank");

    @Test
    void countsOnlyDecisionsOfItsTenantAndIds() {
        DecisionTally tally = new DecisionTally(REPLAY_BANK, "hb-", 10, Duration.ofMillis(1));
        tally.decided(decision("hb-1", "replay-bank", "approve", false), 0);
        tally.decided(decision("hb-2", "replay-bank", "decline", false), 0);
        tally.decided(decision("hb-3", "replay-bank", "refer", true), 0);
        tally.decided(decision("hb-4", "demo-bank", "decline", false), 0);
        tally.decided(decision("sim-5", "replay-bank", "decline", false), 0);
        tally.decided(new ConsumerRecord<>("fin.decision.v1", 0, 0, "hb-6", new byte[] {1}), 0);
        assertEquals(new DecisionTally.Counts(3, 1, 1, 1, 1), tally.counts());
    }

    @Test
    void aSenderWaitsForRoomAndGoesOnWhenADecisionComes() throws InterruptedException {
        DecisionTally tally = new DecisionTally(REPLAY_BANK, "hb-", 1, Duration.ofMinutes(5));
        tally.beforeSending();
        CountDownLatch passed = new CountDownLatch(1);
        Thread sender = Thread.ofPlatform().start(() -> {
            try {
                tally.beforeSending();
                passed.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        tally.decided(decision("hb-1", "replay-bank", "approve", false), 0);
        assertTrue(passed.await(10, TimeUnit.SECONDS));
        sender.join();
    }

    @Test
    void silenceDoesNotHoldASenderForEver() throws InterruptedException {
        DecisionTally tally = new DecisionTally(REPLAY_BANK, "hb-", 1, Duration.ofMillis(5));
        tally.beforeSending();
        tally.beforeSending();
        assertEquals(1, tally.awaitRest());
    }

    private static ConsumerRecord<String, byte[]> decision(String id, String tenant, String outcome, boolean degraded) {
        String json = "{\"tenantid\":\"%s\",\"data\":{\"outcome\":\"%s\",\"degraded\":%s}}"
                .formatted(tenant, outcome, degraded);
        return new ConsumerRecord<>("fin.decision.v1", 0, 0, id, json.getBytes(StandardCharsets.UTF_8));
    }
}
