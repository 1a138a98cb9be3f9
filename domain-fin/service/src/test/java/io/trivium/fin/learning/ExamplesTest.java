package io.trivium.fin.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.Outcome;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Instant AT = Instant.parse("2026-11-27T12:00:00Z");

    private static EventEnvelope<AuthorizationDecided> decision(String tenant, @Nullable Double score) {
        double[] features = FeatureSet.unknown();
        features[0] = 0.1;
        features[FeatureSet.COUNT - 1] = 7;
        AuthorizationDecided decided = new AuthorizationDecided(
                "a-1",
                Outcome.REFER,
                score,
                0.9,
                0.5,
                "fin-authorization-risk",
                score == null ? AuthorizationDecided.NO_MODEL : "3",
                score == null,
                List.of(),
                FeatureVector.of(features),
                FeatureSet.VERSION,
                "0".repeat(64),
                AT,
                AT.plusMillis(20),
                20L,
                null,
                null);
        return EventEnvelope.of("d-1", "/test", "a-1", AT.plusMillis(20), new TenantId(tenant), decided);
    }

    @Test
    void holdsTheFeaturesAsTheModelGetsThem() {
        ExampleObserved example =
                Examples.of(decision("bank-a", 0.25), "standard").data();
        ByteBuffer values = ByteBuffer.wrap(example.inputs().getFirst().bytes()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(FeatureSet.COUNT * Float.BYTES, values.capacity());
        assertEquals(0.1f, values.getFloat(0));
        assertEquals(7f, values.getFloat((FeatureSet.COUNT - 1) * Float.BYTES));
        assertEquals(0.25, example.score());
        assertEquals("fin-authorization-risk:3", example.modelVersion());
    }

    @Test
    void saysWhenNoModelAnswered() {
        ExampleObserved example = Examples.of(decision("bank-a", null), "short").data();
        assertNull(example.score());
        assertNull(example.modelVersion());
        assertNull(example.subjectKey());
        assertEquals("short", example.retentionClass());
    }

    @Test
    void theSameDecisionIsTheSameEvent() {
        String id = Examples.of(decision("bank-a", 0.25), "standard").id();
        assertEquals(id, Examples.of(decision("bank-a", 0.5), "standard").id());
        assertNotEquals(id, Examples.of(decision("bank-b", 0.25), "standard").id());
    }
}
