package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.feature.EntityEvent;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class StageSerdeTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.123456789Z");

    private final StageSerde serde = new StageSerde();

    private StageMessage.Staged roundTrip(StageMessage.Staged staged) {
        return assertInstanceOf(StageMessage.Staged.class, serde.deserialize("t", serde.serialize("t", staged)));
    }

    @Test
    void keepsEveryPartOfAnAuthorization() {
        double[] features = FeatureSet.unknown();
        features[3] = 1.25;
        features[14] = -0.5;
        float[] rows = new float[EventSequence.LENGTH * EventSequence.COLUMNS];
        Arrays.fill(rows, 1);
        rows[3] = 0.1f;
        EventSequence events = EventSequence.of(rows);
        String longest = "x".repeat(64);
        Authorization fullest = new Authorization(
                longest,
                longest,
                longest,
                new BigDecimal("999999999999.9999"),
                "CLF",
                TIME,
                longest,
                "5411",
                "DE",
                Channel.CONTACTLESS,
                false,
                longest,
                longest,
                longest,
                20_100.0);
        for (Authorization authorization : new Authorization[] {
            fullest, Samples.transfer("a", TIME), Samples.authorization("a", "card", "T", "0", TIME)
        }) {
            var staged = new StageMessage.Staged(TENANT, authorization, authorization.contentHash(), features, events);
            StageMessage.Staged back = roundTrip(staged);
            assertEquals(authorization, back.authorization());
            assertEquals(TENANT, back.tenant());
            assertEquals(authorization.contentHash(), back.contentHash());
            assertArrayEquals(features, back.features());
            assertEquals(events, back.events());
        }
    }

    @Test
    void readsWhatAnOlderReleaseLeft() {
        Authorization authorization = Samples.authorization("a", "card", "T", "0", TIME);
        double[] features = FeatureSet.unknown();
        features[14] = -0.5;
        byte[] now = serde.serialize(
                "t",
                new StageMessage.Staged(
                        TENANT, authorization, authorization.contentHash(), features, EventSequence.NONE));
        // Added since then: the count of features and those above 15, and customer, device, counterparty and distance.
        int parties = 3 + Double.BYTES;
        int featuresAt = now.length - parties - Short.BYTES - FeatureSet.COUNT * Double.BYTES - 1;
        byte[] withoutParties = new byte[featuresAt + 15 * Double.BYTES + Short.BYTES];
        System.arraycopy(now, 0, withoutParties, 0, featuresAt);
        System.arraycopy(now, featuresAt + 1, withoutParties, featuresAt, 15 * Double.BYTES);
        withoutParties[0] = 3;
        byte[] withoutEvents = Arrays.copyOf(withoutParties, withoutParties.length - Short.BYTES);
        withoutEvents[0] = 1;
        for (byte[] old : List.of(withoutParties, withoutEvents)) {
            var back = assertInstanceOf(StageMessage.Staged.class, serde.deserialize("t", old));
            assertEquals(authorization, back.authorization());
            assertArrayEquals(features, back.features());
            assertEquals(EventSequence.NONE, back.events());
        }
    }

    @Test
    void keepsALabel() {
        var label = new StageMessage.LabelUpdate(TENANT, "T-1", EntityEvent.labelled("a", 5, 700, true, 9));
        assertEquals(label, serde.deserialize("t", serde.serialize("t", label)));
    }

    @Test
    void refusesAKindItDoesNotKnow() {
        assertThrows(SerializationException.class, () -> serde.deserialize("t", new byte[] {77, 0}));
    }
}
