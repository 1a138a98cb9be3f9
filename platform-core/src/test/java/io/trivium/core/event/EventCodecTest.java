package io.trivium.core.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.trivium.core.tenancy.TenantId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final String TYPE = "io.trivium.core.probe.taken";
    private static final TenantId TENANT = new TenantId("demo-bank");
    private static final String MUTANTS = "{}[]\",:0123456789eE+-.tfn\\u";

    private final EventCodec codec = new EventCodec();

    @EventType(TYPE)
    record ProbeTaken(
            String name,
            BigDecimal amount,
            double score,
            int count,
            boolean valid,
            Instant at,
            List<String> reasons,
            Map<String, Double> features,
            @Nullable String note,
            @Nullable Boolean flag)
            implements EventPayload {
        ProbeTaken {
            EventRules.require(name.length() <= 20, "name", "must have at most 20 characters");
            EventRules.require(amount.signum() >= 0, "amount", "must not be negative");
            reasons = List.copyOf(reasons);
            features = Collections.unmodifiableMap(new TreeMap<>(features));
        }

        boolean isLarge() {
            return amount.signum() > 0;
        }
    }

    @EventType(value = TYPE, version = 2)
    record ProbeTakenAgain(String name) implements EventPayload {}

    record Unannotated(String name) implements EventPayload {
        @Override
        public String type() {
            return "io.trivium.core.other.seen";
        }

        @Override
        public int schemaVersion() {
            return 3;
        }
    }

    private static ProbeTaken probe() {
        return new ProbeTaken(
                "a",
                new BigDecimal("12.50"),
                0.25,
                3,
                true,
                Instant.parse("2026-11-25T10:00:00Z"),
                List.of("x"),
                Map.of("TX_AMOUNT", 12.5),
                null,
                null);
    }

    private static EventEnvelope<ProbeTaken> event() {
        return EventEnvelope.of("id-1", "/core", "subject 1", Instant.parse("2026-11-25T10:00:01Z"), TENANT, probe());
    }

    private static final String WIRE = "{\"specversion\":\"1.0\",\"id\":\"id-1\",\"source\":\"/core\","
            + "\"type\":\"io.trivium.core.probe.taken\",\"subject\":\"subject 1\",\"time\":\"2026-11-25T10:00:01Z\","
            + "\"datacontenttype\":\"application/json\",\"tenantid\":\"demo-bank\",\"schemaversion\":1,"
            + "\"data\":{\"name\":\"a\",\"amount\":12.50,\"score\":0.25,\"count\":3,\"valid\":true,"
            + "\"at\":\"2026-11-25T10:00:00Z\",\"reasons\":[\"x\"],\"features\":{\"TX_AMOUNT\":12.5}}}";

    @Test
    void writesTheWireFormatByteForByte() {
        assertEquals(WIRE, new String(codec.encode(event()), StandardCharsets.UTF_8));
    }

    @Test
    void readsTheWireFormat() {
        assertEquals(event(), decode(WIRE));
    }

    @Test
    void readsFieldsInAnyOrder() {
        String data = WIRE.substring(WIRE.indexOf("\"data\""), WIRE.length() - 1);
        String rest = WIRE.substring(1, WIRE.indexOf(",\"data\""));
        assertEquals(event(), decode('{' + data + ',' + rest + '}'));
    }

    @Test
    void readsTimesWithAnOffset() {
        assertEquals(event(), decode(WIRE.replace("10:00:01Z", "12:00:01+02:00")));
    }

    @Test
    void readsPayloadsThatOverrideTheirType() {
        var event = EventEnvelope.of("id", "/core", "s", Instant.EPOCH, TENANT, new Unannotated("n"));
        assertEquals(event, codec.decode(codec.encode(event), Unannotated.class));
    }

    @Test
    void refusesWithAStableReason() {
        Map<String, EventError> wrong = new TreeMap<>();
        wrong.put("", EventError.NOT_JSON);
        wrong.put("null", EventError.SCHEMA);
        wrong.put("[]", EventError.NOT_JSON);
        wrong.put("{}", EventError.MISSING_TENANT);
        wrong.put(WIRE + "x", EventError.NOT_JSON);
        wrong.put(WIRE + WIRE, EventError.NOT_JSON);
        wrong.put("\ufeff" + WIRE, EventError.NOT_JSON);
        wrong.put(WIRE.substring(0, WIRE.length() - 1), EventError.NOT_JSON);
        wrong.put(WIRE.replace("\"id\":\"id-1\"", "\"id\":\"id-1\",\"id\":\"id-1\""), EventError.NOT_JSON);
        wrong.put(WIRE.replace("\"count\":3", "\"count\":3,\"count\":3"), EventError.NOT_JSON);
        wrong.put(WIRE.replace("\"score\":0.25", "\"score\":NaN"), EventError.NOT_JSON);
        wrong.put(WIRE.replace("\"1.0\"", "\"0.3\""), EventError.UNSUPPORTED_VERSION);
        wrong.put(WIRE.replace("\"schemaversion\":1", "\"schemaversion\":2"), EventError.UNSUPPORTED_VERSION);
        wrong.put(WIRE.replace("\"schemaversion\":1", "\"schemaversion\":1.0"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"schemaversion\":1", "\"schemaversion\":99999999999"), EventError.SCHEMA);
        wrong.put(WIRE.replace("probe.taken", "probe.lost"), EventError.WRONG_TYPE);
        wrong.put(WIRE.replace("\"tenantid\":\"demo-bank\",", ""), EventError.MISSING_TENANT);
        wrong.put(WIRE.replace("\"demo-bank\"", "\"Demo Bank\""), EventError.BAD_TENANT);
        wrong.put(WIRE.replace("\"demo-bank\"", "null"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"id\":\"id-1\",", ""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"id\":\"id-1\"", "\"id\":7"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"id\":\"id-1\"", "\"id\":\"a b\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("{\"spec", "{\"ex_tra\":1,\"spec"), EventError.SCHEMA);
        wrong.put(WIRE.replace("application/json", "application/xml"), EventError.SCHEMA);
        wrong.put(WIRE.replace("2026-11-25T10:00:01Z", "2026-11-25T10:00:01"), EventError.SCHEMA);
        wrong.put(WIRE.replace("2026-11-25T10:00:01Z", "2026-02-30T10:00:01Z"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"2026-11-25T10:00:01Z\"", "1764064801"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"name\":\"a\"", "\"name\":7"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"name\":\"a\"", "\"name\":null"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"name\":\"a\",", ""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"name\":\"a\"", "\"name\":\"abcdefghijklmnopqrstuvwxyz\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"amount\":12.50", "\"amount\":\"12.50\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"amount\":12.50", "\"amount\":-0.01"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"amount\":12.50", "\"amount\":1e999999999"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"score\":0.25", "\"score\":\"NaN\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"score\":0.25", "\"score\":1e400"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"score\":0.25,", ""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"score\":0.25", "\"score\":null"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"count\":3", "\"count\":3.7"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"count\":3", "\"count\":\"3\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"count\":3", "\"count\":3000000000"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"valid\":true", "\"valid\":1"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"valid\":true", "\"valid\":\"true\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("[\"x\"]", "\"x\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("[\"x\"]", "[null]"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"TX_AMOUNT\":12.5", "\"TX_AMOUNT\":null"), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"TX_AMOUNT\":12.5", "\"TX_AMOUNT\":\"Infinity\""), EventError.SCHEMA);
        wrong.put(WIRE.replace("\"count\":3", "\"count\":3,\"large\":true"), EventError.SCHEMA);
        wrong.put(WIRE.substring(0, WIRE.indexOf("{\"name")) + "[]}", EventError.SCHEMA);
        wrong.put(WIRE.replace("12.5}", "[".repeat(40) + "]".repeat(40) + "}"), EventError.SCHEMA);
        wrong.forEach((json, reason) -> assertEquals(reason, refused(json).reason(), json));
    }

    @Test
    void refusesTooManyBytesBeforeReadingThem() {
        byte[] large = new byte[EventCodec.DEFAULT_MAX_BYTES + 1];
        Arrays.fill(large, (byte) '[');
        InvalidEventException e =
                assertThrows(InvalidEventException.class, () -> codec.decode(large, ProbeTaken.class));
        assertEquals(EventError.TOO_LARGE, e.reason());
    }

    @Test
    void refusesOtherEncodings() {
        for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            InvalidEventException e = assertThrows(
                    InvalidEventException.class, () -> codec.decode(WIRE.getBytes(charset), ProbeTaken.class));
            assertEquals(EventError.NOT_JSON, e.reason());
        }
    }

    @Test
    void namesTheTenantOfABrokenEventOnceItIsRead() {
        assertEquals(
                Optional.of(TENANT),
                refused(WIRE.replace("\"count\":3", "\"count\":\"3\"")).tenantId());
        assertEquals(
                Optional.empty(), refused(WIRE.replace("\"demo-bank\"", "7")).tenantId());
    }

    @Test
    void saysWhereButNotWhat() {
        String secret = "4111111111111111";
        for (String json : List.of(
                WIRE.replace("\"name\":\"a\"", "\"name\":\"" + secret + secret + "\""),
                WIRE.replace("\"count\":3", "\"count\":\"" + secret + "\""),
                WIRE.replace("\"count\":3", "\"" + secret + "\":1,\"count\":3"),
                WIRE.replace("TX_AMOUNT\":12.5", secret + "\":\"x\""),
                WIRE.replace("\"time\":\"2026", "\"time\":\"" + secret),
                WIRE.replace("\"id-1\"", "\"" + secret + "/\""),
                WIRE.replace("\"count\":3", "\"count\":" + secret + "x"))) {
            assertFalse(refused(json).detail().contains("4111"), json);
        }
        assertEquals(
                "name must have at most 20 characters",
                refused(WIRE.replace("\"name\":\"a\"", "\"name\":\"" + secret + secret + "\""))
                        .detail());
        assertTrue(
                refused(WIRE.replace("\"count\":3", "\"count\":\"3\"")).detail().startsWith("data.count "),
                refused(WIRE.replace("\"count\":3", "\"count\":\"3\"")).detail());
    }

    @Test
    void refusesToWriteNumbersThatJsonLacks() {
        var probe = new ProbeTaken(
                "a", BigDecimal.ONE, Double.NaN, 1, true, Instant.EPOCH, List.of(), Map.of(), null, null);
        var event = EventEnvelope.of("id", "/core", "s", Instant.EPOCH, TENANT, probe);
        assertThrows(IllegalArgumentException.class, () -> codec.encode(event));
    }

    @Test
    void readsAPayloadAloneByTheSameRules() {
        String data = WIRE.substring(WIRE.indexOf("{\"name"), WIRE.length() - 1);
        assertEquals(probe(), codec.decodeData(data.getBytes(StandardCharsets.UTF_8), ProbeTaken.class));
        for (String wrong : List.of(data + "x", data.replace("3", "\"3\""), "[" + data + "]", "")) {
            assertThrows(
                    InvalidEventException.class,
                    () -> codec.decodeData(wrong.getBytes(StandardCharsets.UTF_8), ProbeTaken.class));
        }
    }

    @Test
    void everyEventComesBackFromItsBytes() {
        for (long seed = 0; seed < 500; seed++) {
            EventEnvelope<ProbeTaken> event = random(new Random(seed));
            byte[] json = codec.encode(event);
            assertEquals(event, codec.decode(json, ProbeTaken.class), "seed " + seed);
            assertArrayEquals(json, codec.encode(codec.decode(json, ProbeTaken.class)), "seed " + seed);
        }
    }

    @Test
    void refusesAnEventCutAtAnyByte() {
        byte[] json = codec.encode(random(new Random(7)));
        for (int length = 0; length < json.length; length++) {
            byte[] cut = Arrays.copyOf(json, length);
            InvalidEventException e =
                    assertThrows(InvalidEventException.class, () -> codec.decode(cut, ProbeTaken.class));
            assertTrue(
                    e.reason() == EventError.NOT_JSON || e.reason() == EventError.SCHEMA,
                    "cut at " + length + ": " + e.reason());
        }
    }

    @Test
    void nothingButInvalidEventComesOfMutations() {
        for (long seed = 0; seed < 30_000; seed++) {
            var random = new Random(seed);
            byte[] json = codec.encode(random(random));
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                int at = random.nextInt(json.length);
                json[at] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) MUTANTS.charAt(random.nextInt(MUTANTS.length()));
            }
            try {
                codec.decode(json, ProbeTaken.class);
            } catch (InvalidEventException e) {
                assertFalse(e.detail().isEmpty(), "seed " + seed);
            } catch (RuntimeException e) {
                fail("seed " + seed + " gave " + e, e);
            }
        }
    }

    @Test
    void refusesAPayloadOfAnotherVersion() {
        InvalidEventException e = assertThrows(
                InvalidEventException.class,
                () -> codec.decode(WIRE.getBytes(StandardCharsets.UTF_8), ProbeTakenAgain.class));
        assertEquals(EventError.UNSUPPORTED_VERSION, e.reason());
    }

    private static EventEnvelope<ProbeTaken> random(Random random) {
        Map<String, Double> features = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            features.put(
                    "F" + random.nextInt(100), Double.longBitsToDouble(random.nextLong() & 0xbfef_ffff_ffff_ffffL));
        }
        var probe = new ProbeTaken(
                text(random, 20),
                new BigDecimal(Math.abs((long) random.nextInt())).movePointLeft(random.nextInt(5)),
                random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20),
                random.nextInt(),
                random.nextBoolean(),
                Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)),
                List.of(text(random, 5), text(random, 5)),
                features,
                random.nextBoolean() ? null : text(random, 9),
                random.nextBoolean() ? null : random.nextBoolean());
        return EventEnvelope.of(
                "id-" + random.nextInt(1000),
                "/core",
                "s" + random.nextInt(1000),
                Instant.ofEpochMilli(random.nextInt()),
                TENANT,
                probe);
    }

    /** Any characters at all, line breaks, quotes and pairs of surrogates among them. */
    private static String text(Random random, int max) {
        var text = new StringBuilder();
        int length = random.nextInt(max);
        while (text.length() < length) {
            int point = random.nextInt(4) == 0 ? random.nextInt(0x110000) : random.nextInt(0x80);
            if (Character.charCount(point) + text.length() <= length
                    && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)) {
                text.appendCodePoint(point);
            }
        }
        return text.toString();
    }

    private EventEnvelope<ProbeTaken> decode(String json) {
        return codec.decode(json.getBytes(StandardCharsets.UTF_8), ProbeTaken.class);
    }

    private InvalidEventException refused(String json) {
        return assertThrows(
                InvalidEventException.class,
                () -> codec.decode(json.getBytes(StandardCharsets.UTF_8), ProbeTaken.class),
                json);
    }
}
