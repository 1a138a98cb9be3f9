package io.trivium.industrial.intake;

import io.trivium.core.tenancy.TenantId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Any messages of an edge node are readings, notes or wait for a birth. Messages follow one another, each after a byte for
 * its type and two for its length; readings are finite and named, and every message is acknowledged at most once.
 */
public final class SparkplugFuzzer {
    private static final TenantId TENANT = new TenantId("demo-plant");
    private static final SparkplugTopic.Type[] TYPES = SparkplugTopic.Type.values();
    private static final int MOST_MESSAGES = 64;

    private SparkplugFuzzer() {}

    public static void fuzzerTestOneInput(byte[] data) {
        long[] nanos = new long[1];
        SparkplugHost host = host(nanos);
        ByteBuffer input = ByteBuffer.wrap(data);
        for (int i = 0; i < MOST_MESSAGES && input.remaining() > 3; i++) {
            int kind = input.get() & 0xFF;
            byte[] payload = new byte[Math.min(input.getShort() & 0xFFFF, input.remaining())];
            input.get(payload);
            SparkplugTopic.Type type = TYPES[kind % TYPES.length];
            String device = type.name().startsWith("D") ? "d" + (kind & 0x40) : null;
            AtomicInteger acknowledged = new AtomicInteger();
            Receipt receipt = new Receipt(() -> {
                if (acknowledged.incrementAndGet() > 1) throw new IllegalStateException("acknowledged twice");
            });
            host.take(new SparkplugTopic("g", type, "n", device), payload, receipt);
            receipt.release();
            nanos[0] += Duration.ofSeconds(5).toNanos();
            if ((kind & 0x80) != 0) host.tick();
        }
    }

    private static SparkplugHost host(long[] nanos) {
        return new SparkplugHost(
                TENANT,
                (key, series, at, value, quality, receipt) -> {
                    if (!Double.isFinite(value) || series.tag().isEmpty()) {
                        throw new IllegalStateException("no reading");
                    }
                },
                (tenant, source, reason, count, detail, example) -> {
                    if (count < 1) throw new IllegalStateException("a note of nothing");
                },
                new Forgetful(),
                (topic, payload) -> {},
                InstantSource.fixed(Instant.ofEpochMilli(1_790_000_000_000L)),
                () -> nanos[0],
                Duration.ofSeconds(10),
                Duration.ofSeconds(60));
    }

    /** Knows no node from before and keeps nothing. */
    private static final class Forgetful implements EdgeNodes {
        @Override
        public EdgeNode load(TenantId tenant, String node) {
            return new EdgeNode();
        }

        @Override
        public void save(TenantId tenant, String name, EdgeNode node) {}

        @Override
        public List<Kept> kept(TenantId tenant, String node) {
            return List.of();
        }

        @Override
        public Optional<UUID> keep(TenantId tenant, String node, String topic, byte[] payload) {
            return Optional.empty();
        }

        @Override
        public void drop(TenantId tenant, UUID message) {}
    }
}
