package io.trivium.fin.decision.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.DecisionStatisticsTest;
import io.trivium.fin.decision.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionSubscriptionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static AuthorizationDecided decision(String id) {
        return DecisionStatisticsTest.decision(id, Outcome.APPROVE, false, NOW);
    }

    @Test
    void aSlowClientLosesTheOldestAndIsTold() throws InterruptedException {
        DecisionSubscription subscription = new DecisionSubscription(3, closed -> {});
        for (int i = 0; i < 5; i++) subscription.offer(decision("a-" + i));
        DecisionSubscription.Batch batch = subscription.take(Duration.ZERO);
        assertEquals(
                List.of("a-2", "a-3", "a-4"),
                batch.decisions().stream()
                        .map(AuthorizationDecided::authorizationId)
                        .toList());
        assertEquals(2, batch.dropped());
        assertEquals(0, subscription.take(Duration.ZERO).dropped());
    }

    @Test
    void closingEndsAWaitAndTakesNothingMore() throws InterruptedException {
        List<DecisionSubscription> closed = new ArrayList<>();
        DecisionSubscription subscription = new DecisionSubscription(3, closed::add);
        subscription.close();
        subscription.offer(decision("late"));
        assertTrue(subscription.take(Duration.ofMinutes(1)).decisions().isEmpty());
        assertTrue(subscription.isClosed());
        assertEquals(List.of(subscription), closed);
    }
}
