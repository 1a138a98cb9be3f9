package io.trivium.industrial.intake;

import static io.trivium.industrial.intake.SparkplugPayloads.bdSeq;
import static io.trivium.industrial.intake.SparkplugPayloads.born;
import static io.trivium.industrial.intake.SparkplugPayloads.data;
import static io.trivium.industrial.intake.SparkplugPayloads.payload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.junit.jupiter.api.Test;

class SparkplugHostTest {
    private static final long NOW = 1_790_000_000_000L;
    private final List<String> readings = new ArrayList<>();
    private final Map<QualityReason, Long> notes = new HashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, EdgeNode> kept = new HashMap<>();
    private final Map<UUID, EdgeNodes.Kept> waiting = new LinkedHashMap<>();
    private boolean full;
    private SparkplugHost host = host();

    private SparkplugHost host() {
        return new SparkplugHost(
                new TenantId("demo-plant"),
                (key, series, at, value, quality, receipt) ->
                        readings.add(series.source() + ":" + series.tag() + "=" + value + "@" + at / 1_000),
                (tenant, source, reason, count, detail, example) -> notes.merge(reason, count, Long::sum),
                new EdgeNodes() {
                    @Override
                    public EdgeNode load(TenantId tenant, String node) {
                        EdgeNode loaded = new EdgeNode();
                        EdgeNode before = kept.get(node);
                        if (before != null) loaded.restore(before.isOnline(), before.bdSeq(), before.aliases());
                        return loaded;
                    }

                    @Override
                    public void save(TenantId tenant, String name, EdgeNode node) {
                        kept.put(name, node);
                    }

                    @Override
                    public List<Kept> kept(TenantId tenant, String node) {
                        return List.copyOf(waiting.values());
                    }

                    @Override
                    public Optional<UUID> keep(TenantId tenant, String node, String topic, byte[] payload) {
                        if (full) return Optional.empty();
                        UUID id = UUID.randomUUID();
                        waiting.put(id, new Kept(id, topic, payload));
                        return Optional.of(id);
                    }

                    @Override
                    public void drop(TenantId tenant, UUID message) {
                        waiting.remove(message);
                    }
                },
                (topic, payload) -> commands.add(topic),
                InstantSource.fixed(Instant.ofEpochMilli(NOW)),
                nanos::get,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    private void take(String topic, byte[] payload) {
        Receipt receipt = new Receipt(acknowledged::incrementAndGet);
        host.take(SparkplugTopic.parse(topic).orElseThrow(), payload, receipt);
        receipt.release();
    }

    private static String node(String type) {
        return "spBv1.0/Plant/" + type + "/Edge1";
    }

    private static String pump(String type) {
        return node(type) + "/Pump1";
    }

    private void bear() {
        take(node("NBIRTH"), payload(0, NOW, bdSeq(7), born("Load", 1, 0.5)));
        take(pump("DBIRTH"), payload(1, NOW, born("Vibration", 2, 1.5)));
        readings.clear();
    }

    @Test
    void birthsGiveNamesToAliases() {
        take(node("NBIRTH"), payload(0, NOW, bdSeq(7), born("Load", 1, 0.5)));
        take(pump("DBIRTH"), payload(1, NOW, born("Vibration", 2, 1.5)));
        take(pump("DDATA"), payload(2, NOW + 5, data(2, NOW + 4, 2.5)));
        assertEquals(
                List.of(
                        "Plant/Edge1:Load=0.5@" + NOW,
                        "Plant/Edge1/Pump1:Vibration=1.5@" + NOW,
                        "Plant/Edge1/Pump1:Vibration=2.5@" + (NOW + 4)),
                readings);
        assertEquals(3, acknowledged.get());
        assertEquals(Map.of(), notes);
    }

    @Test
    void dataBeforeTheBirthAreKeptAndAcknowledgedAndWaitForIt() {
        take(pump("DDATA"), payload(9, NOW, data(2, NOW, 2.5)));
        assertEquals(1, acknowledged.get(), "or the broker may not deliver the birth");
        assertEquals(1, waiting.size());
        take(node("NBIRTH"), payload(0, NOW, bdSeq(7), born("Load", 1, 0.5)));
        assertEquals(1, waiting.size(), "the device is not born yet");
        take(pump("DBIRTH"), payload(1, NOW, born("Vibration", 2, 1.5)));
        assertTrue(readings.contains("Plant/Edge1/Pump1:Vibration=2.5@" + NOW), readings.toString());
        assertEquals(Map.of(), waiting);
    }

    @Test
    void whatWaitedWhenTheServiceEndedIsReadAfterTheNextBirth() {
        take(pump("DDATA"), payload(9, NOW, data(2, NOW, 2.5)));
        host = host();
        bear();
        assertEquals(Map.of(), waiting);
        take(pump("DDATA"), payload(2, NOW, data(2, NOW + 1, 3.5)));
        assertEquals(List.of("Plant/Edge1/Pump1:Vibration=3.5@" + (NOW + 1)), readings);
    }

    @Test
    void dataThatCannotBeKeptAreNotAcknowledgedBeforeTheBirth() {
        full = true;
        take(pump("DDATA"), payload(9, NOW, data(2, NOW, 2.5)));
        take(pump("DDATA"), payload(10, NOW, data(2, NOW + 1, 3.5)));
        assertEquals(0, acknowledged.get());
        assertEquals(List.of("spBv1.0/Plant/NCMD/Edge1"), commands);
        take(node("NBIRTH"), payload(0, NOW, bdSeq(7), born("Load", 1, 0.5)));
        assertEquals(1, acknowledged.get(), "the device is not born yet");
        take(pump("DBIRTH"), payload(1, NOW, born("Vibration", 2, 1.5)));
        assertTrue(readings.contains("Plant/Edge1/Pump1:Vibration=2.5@" + NOW), readings.toString());
        assertEquals(4, acknowledged.get());
        assertEquals(
                List.of(),
                List.copyOf(Objects.requireNonNull(kept.get("Plant/Edge1")).held()));
    }

    @Test
    void givesUpWhatWaitsForTooLong() {
        take(pump("DDATA"), payload(9, NOW, data(2, NOW, 2.5)));
        nanos.set(61_000_000_000L);
        host.tick();
        assertEquals(1, acknowledged.get());
        assertEquals(Map.of(), waiting);
        assertEquals(1, notes.get(QualityReason.UNKNOWN_ALIAS));
        assertEquals(2, commands.size(), "the birth was asked for again");
    }

    @Test
    void asksForARebirthAtAGapOnceAnInterval() {
        bear();
        take(pump("DDATA"), payload(4, NOW, data(2, NOW, 2.5)));
        take(pump("DDATA"), payload(7, NOW, data(2, NOW, 2.5)));
        assertEquals(4, notes.get(QualityReason.SEQUENCE_GAP));
        assertEquals(1, commands.size());
        assertEquals(2, readings.size(), "what did come counts");
    }

    @Test
    void theSequenceBeginsAnewAfter255() {
        bear();
        for (int i = 2; i < 600; i++) take(pump("DDATA"), payload(i % 256, NOW, data(2, NOW + i, i)));
        assertEquals(Map.of(), notes);
    }

    @Test
    void aBirthThatNobodyAskedForIsNoted() {
        bear();
        take(node("NBIRTH"), payload(0, NOW, bdSeq(7), born("Load", 1, 0.5)));
        assertEquals(Map.of(QualityReason.DUPLICATE_BIRTH, 1L), notes);
        take(node("NBIRTH"), payload(0, NOW, bdSeq(8), born("Load", 1, 0.5)));
        assertEquals(1, notes.get(QualityReason.DUPLICATE_BIRTH), "a new session");
    }

    @Test
    void aDeathOfAnEarlierSessionEndsNothing() {
        bear();
        take(node("NDEATH"), payload(-1, NOW, bdSeq(6)));
        assertEquals(Map.of(QualityReason.STALE_DEATH, 1L), notes);
        take(pump("DDATA"), payload(2, NOW, data(2, NOW, 2.5)));
        assertEquals(1, readings.size());
        take(node("NDEATH"), payload(-1, NOW, bdSeq(7)));
        take(pump("DDATA"), payload(3, NOW, data(2, NOW, 2.5)));
        assertEquals(1, readings.size(), "after its death a node sends a birth first");
    }

    @Test
    void aRestartedHostKnowsTheNamesOfDataThatWaitedAtTheBroker() {
        bear();
        host = host();
        take(pump("DDATA"), payload(2, NOW, data(2, NOW, 2.5)));
        assertEquals(List.of("Plant/Edge1/Pump1:Vibration=2.5@" + NOW), readings);
        assertEquals(Map.of(), notes);
    }

    @Test
    void countsWhatIsNoNumberAndTakesTheRest() {
        bear();
        take(
                pump("DDATA"),
                payload(
                        2,
                        NOW,
                        data(2, NOW, Double.NaN),
                        data(2, NOW + 1, 4),
                        Payload.Metric.newBuilder()
                                .setAlias(2)
                                .setStringValue("hot")
                                .build()));
        assertEquals(1, readings.size());
        assertEquals(Map.of(QualityReason.NOT_A_NUMBER, 1L, QualityReason.WRONG_TYPE, 1L), notes);
        take(pump("DDATA"), new byte[] {1, 2, 3});
        assertEquals(1, notes.get(QualityReason.UNREADABLE));
        assertEquals(4, acknowledged.get());
    }

    @Test
    void readsIntegersAsTheirTypesSay() {
        Payload.Metric.Builder metric = Payload.Metric.newBuilder().setIntValue(-1);
        assertEquals(-1, SparkplugValue.of(metric.build(), DataType.Int32.getNumber()));
        assertEquals(4_294_967_295.0, SparkplugValue.of(metric.build(), DataType.UInt32.getNumber()));
        assertEquals(
                -2,
                SparkplugValue.of(Payload.Metric.newBuilder().setIntValue(254).build(), DataType.Int8.getNumber()));
        assertEquals(
                1.8446744073709552e19,
                SparkplugValue.of(Payload.Metric.newBuilder().setLongValue(-1).build(), DataType.UInt64.getNumber()));
        assertEquals(
                1,
                SparkplugValue.of(
                        Payload.Metric.newBuilder().setBooleanValue(true).build(), DataType.Boolean.getNumber()));
    }
}
