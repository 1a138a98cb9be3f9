package io.trivium.fin.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventSchemas;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Samples;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.decision.Outcome;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.HandbookFeatures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds today's records against every released schema. */
class SchemaContractTest {

    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00.250Z");

    private final EventCodec codec = new EventCodec();
    private final EventSchemas schemas = new EventSchemas();

    private <T extends EventPayload> void assertFollows(String topic, T payload, Class<T> type) {
        byte[] json = codec.encode(EventEnvelope.of("e-1", "/test", "a-1", TIME, TENANT, payload));
        assertEquals(List.of(), schemas.violations(topic, json), new String(json, StandardCharsets.UTF_8));
        assertEquals(payload, codec.decode(json, type).data());
    }

    @Test
    void authorizations() {
        assertFollows(Authorization.TOPIC, Samples.authorization("a-1", TIME), Authorization.class);
        assertFollows(
                Authorization.TOPIC, Samples.authorization("a-1", "tok_1", "T", "0.0001", TIME), Authorization.class);
        assertFollows(Authorization.TOPIC, Samples.transfer("a-1", TIME), Authorization.class);
    }

    @Test
    void featureSnapshots() {
        Authorization authorization = Samples.authorization("a-1", TIME);
        assertFollows(
                FeaturesComputed.TOPIC,
                new FeaturesComputed(
                        authorization, authorization.contentHash(), FeatureSet.VERSION, vector(), events()),
                FeaturesComputed.class);
        assertFollows(
                FeaturesComputed.TOPIC,
                new FeaturesComputed(
                        authorization, authorization.contentHash(), FeatureSet.VERSION, vector(), EventSequence.NONE),
                FeaturesComputed.class);
    }

    @Test
    void aSnapshotFromBeforeEventsWereKeptHasNone() {
        Authorization authorization = Samples.authorization("a-1", TIME);
        FeaturesComputed now = new FeaturesComputed(
                authorization, authorization.contentHash(), FeatureSet.VERSION, vector(), EventSequence.NONE);
        String json = new String(
                codec.encode(EventEnvelope.of("e-1", "/test", "a-1", TIME, TENANT, now)), StandardCharsets.UTF_8);
        byte[] old = json.replace(",\"events\":\"\"", "")
                .replace(FeatureSet.VERSION, HandbookFeatures.VERSION)
                .getBytes(StandardCharsets.UTF_8);
        FeaturesComputed read = codec.decode(old, FeaturesComputed.class).data();
        assertEquals(HandbookFeatures.VERSION, read.featureSetVersion());
        assertEquals(EventSequence.NONE, read.events());
        byte[] without = json.replace(",\"events\":\"\"", "").getBytes(StandardCharsets.UTF_8);
        assertThrows(InvalidEventException.class, () -> codec.decode(without, FeaturesComputed.class));
    }

    /** As many as there can be. */
    private static EventSequence events() {
        float[] rows = new float[EventSequence.LENGTH * EventSequence.COLUMNS];
        for (int i = 0; i < rows.length; i++) rows[i] = i % EventSequence.COLUMNS == EventSequence.PRESENT ? 1 : i / 3f;
        return EventSequence.of(rows);
    }

    private static FeatureVector vector() {
        double[] values = new double[HandbookFeatures.COUNT];
        for (int i = 0; i < values.length; i++) values[i] = i + 0.25;
        return FeatureVector.of(values);
    }

    @Test
    void decisions() {
        Authorization authorization = Samples.authorization("a-1", TIME);
        for (Outcome outcome : Outcome.values()) {
            assertFollows(
                    AuthorizationDecided.TOPIC,
                    new AuthorizationDecided(
                            "a-1",
                            outcome,
                            0.75,
                            0.9,
                            0.5,
                            "fin-authorization-risk",
                            "1.0.0",
                            false,
                            List.of("score-at-or-above-refer"),
                            vector(),
                            FeatureSet.VERSION,
                            authorization.contentHash(),
                            TIME,
                            TIME.plusMillis(12),
                            12L,
                            authorization,
                            events()),
                    AuthorizationDecided.class);
        }
        assertFollows(
                AuthorizationDecided.TOPIC,
                new AuthorizationDecided(
                        "a-1",
                        Outcome.REFER,
                        null,
                        0.9,
                        null,
                        "fin-authorization-risk",
                        AuthorizationDecided.NO_MODEL,
                        true,
                        List.of("model-unavailable"),
                        vector(),
                        HandbookFeatures.VERSION,
                        authorization.contentHash(),
                        TIME,
                        TIME,
                        null,
                        null,
                        null),
                AuthorizationDecided.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"amount\":12.5','\"amount\":-1'",
        "'\"amount\":12.5','\"amount\":1000000000000'",
        "'\"amount\":12.5,',''",
        "'\"currency\":\"EUR\"','\"currency\":\"eur\"'",
        "'\"channel\":\"chip\"','\"channel\":\"pigeon\"'",
        "'\"channel\":\"chip\"','\"homeDistanceKm\":20101'",
        "'\"channel\":\"chip\"','\"customerId\":\"a b\"'",
        "'\"data\":{','\"data\":{\"colour\":\"red\",'",
        "'\"schemaversion\":1','\"schemaversion\":2'",
    })
    void theSchemaRefusesWhatTheRecordRefuses(String part, String replacement) {
        String good = new String(
                codec.encode(EventEnvelope.of("e-1", "/test", "a-1", TIME, TENANT, Samples.authorization("a-1", TIME))),
                StandardCharsets.UTF_8);
        assertFalse(schemas.violations(
                        Authorization.TOPIC, good.replace(part, replacement).getBytes(StandardCharsets.UTF_8))
                .isEmpty());
    }
}
