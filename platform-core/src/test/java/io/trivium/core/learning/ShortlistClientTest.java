package io.trivium.core.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.core.inference.BearerTokens;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.model.TaskName;
import io.trivium.core.observability.MetricNames;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.ScriptedShortlists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShortlistClientTest {
    private static final TenantId BANK = new TenantId("demo-bank");
    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final ScriptedShortlists runtime = ScriptedShortlists.start();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> refused = new ArrayList<>();
    private final BearerTokens tokens = new BearerTokens() {
        @Override
        public String token(Duration patience) {
            return "t-1";
        }

        @Override
        public void refused(String token) {
            refused.add(token);
        }
    };

    @AfterEach
    void stop() {
        runtime.close();
    }

    private Shortlist ask(Duration timeout, @Nullable BearerTokens identity) {
        ShortlistClient client = new ShortlistClient(List.of(runtime.address()), timeout, identity, meters);
        try {
            return client.list(BANK, new TaskName("fin-authorization-risk"), 20);
        } finally {
            client.close();
        }
    }

    private void assertGap(LabelGap gap, Duration timeout) {
        Shortlist list = ask(timeout, tokens);
        assertEquals(gap, list.gap());
        assertTrue(list.items().isEmpty());
        assertEquals(
                1,
                meters.get(MetricNames.SHORTLIST_DURATION)
                        .tags("task", "fin-authorization-risk", "outcome", gap.wireName())
                        .timer()
                        .count());
    }

    @Test
    void asksAsTheServiceForTheTenantAndKeepsTheOrder() {
        runtime.lists(List.of("a-2", "a-1", "a-3"));
        Shortlist list = ask(PATIENT, tokens);
        assertNull(list.gap());
        assertEquals(List.of("a-2", "a-1", "a-3"), List.copyOf(list.items().keySet()));
        assertEquals(new LabelWorth(1, 1, "unsure"), list.items().get("a-2"));
        assertEquals(
                List.of("/v1/learning/tasks/fin-authorization-risk/shortlist?tenant=demo-bank&limit=20 Bearer t-1"),
                runtime.requests());
    }

    @Test
    void joinsWhatTheDomainKnowsInTheOrderOfWorth() {
        runtime.lists(List.of("a-2", "foreign", "a-1", "a-3"));
        List<String> joined = ask(PATIENT, null)
                .join(
                        Map.of("a-1", "one", "a-2", "two", "a-3", "three"),
                        (known, worth) -> worth.rank() + " " + known,
                        2);
        assertEquals(List.of("1 two", "3 one"), joined);
        assertTrue(runtime.requests().getFirst().endsWith(" -"));
    }

    @Test
    void saysThatTheRuntimeIsSlow() {
        runtime.isLate();
        assertGap(LabelGap.LATE, Duration.ofMillis(200));
    }

    @Test
    void saysThatTheRuntimeIsDown() {
        runtime.close();
        assertGap(LabelGap.UNAVAILABLE, PATIENT);
    }

    @Test
    void saysThatTheRuntimeAnswersWhatIsNoList() {
        runtime.answers(200, "<html>");
        assertGap(LabelGap.UNAVAILABLE, PATIENT);
    }

    @Test
    void doesNotReadWithoutEnd() {
        runtime.answers(200, "{\"items\": [], \"more\": \"" + "x".repeat(2 << 20) + "\"}");
        assertGap(LabelGap.UNAVAILABLE, PATIENT);
    }

    @Test
    void fetchesAnotherTokenWhenThisOneIsRefused() {
        runtime.answers(401, "");
        assertGap(LabelGap.UNAVAILABLE, PATIENT);
        assertEquals(List.of("t-1"), refused);
    }

    @Test
    void saysThatTheRuntimeKnowsNothingOfTheTask() {
        runtime.answers(404, "{\"code\": \"learning-task-not-found\", \"status\": 404}");
        assertGap(LabelGap.NOTHING_LEARNED, PATIENT);
    }

    @Test
    void doesNotFailWithoutAToken() {
        Shortlist list = ask(PATIENT, patience -> {
            throw new InferenceException(InferenceError.NOT_PERMITTED, "the identity provider gives no access token");
        });
        assertEquals(LabelGap.UNAVAILABLE, list.gap());
        assertEquals(List.of(), runtime.requests());
    }
}
