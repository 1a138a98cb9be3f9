package io.trivium.industrial.intake;

import com.google.protobuf.InvalidProtocolBufferException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import io.trivium.industrial.reading.EpochMicros;
import io.trivium.industrial.reading.Series;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.eclipse.tahu.protobuf.SparkplugBProto.DataType;
import org.eclipse.tahu.protobuf.SparkplugBProto.Payload;
import org.jspecify.annotations.Nullable;

/**
 * Reads Sparkplug B as a host application (Eclipse Sparkplug specification 3.0): births assign names to aliases,
 * sequence numbers reveal gaps, deaths end sessions by their bdSeq. Data without a name waits while the birth is
 * requested. Of one thread.
 */
final class SparkplugHost {
    private static final String BD_SEQ = "bdSeq";
    private static final String REBIRTH = "Node Control/Rebirth";
    private static final int LONGEST_NAME = 200;
    private static final int EXAMPLE_BYTES = 200;

    private final TenantId tenant;
    private final ReadingSink sink;
    private final QualityNotes notes;
    private final EdgeNodes known;
    private final Commands commands;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final long rebirthIntervalNanos;
    private final long patienceNanos;
    private final Map<String, EdgeNode> nodes = new HashMap<>();

    /** Sends commands to edge nodes. */
    @FunctionalInterface
    interface Commands {
        void send(String topic, byte[] payload);
    }

    /**
     * A host that knows no edge node yet.
     *
     * @param rebirthInterval shortest time between two requests for a rebirth of one edge node
     * @param patience how long data wait for a birth
     */
    SparkplugHost(
            TenantId tenant,
            ReadingSink sink,
            QualityNotes notes,
            EdgeNodes known,
            Commands commands,
            InstantSource clock,
            LongSupplier nanos,
            Duration rebirthInterval,
            Duration patience) {
        this.tenant = tenant;
        this.sink = sink;
        this.notes = notes;
        this.known = known;
        this.commands = commands;
        this.clock = clock;
        this.nanos = nanos;
        this.rebirthIntervalNanos = rebirthInterval.toNanos();
        this.patienceNanos = patience.toNanos();
    }

    /** Processes one message; the caller releases the receipt, and it is held while data waits. */
    void take(SparkplugTopic topic, byte[] bytes, Receipt receipt) {
        Payload payload;
        try {
            payload = Payload.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            note(topic, QualityReason.UNREADABLE, 1, "The payload is none of Sparkplug B: " + e.getMessage(), bytes);
            return;
        }
        EdgeNode node = nodes.computeIfAbsent(topic.node(), this::load);
        switch (topic.type()) {
            case NBIRTH -> bear(node, topic, payload, receipt, bytes);
            case NDEATH -> die(node, topic, payload);
            case DBIRTH, DDEATH, NDATA, DDATA -> {
                if (!node.isBorn()) {
                    hold(node, topic, bytes, receipt);
                    return;
                }
                follow(node, topic, payload);
                take(node, topic, payload, receipt, bytes);
            }
        }
    }

    private void take(EdgeNode node, SparkplugTopic topic, Payload payload, Receipt receipt, byte[] bytes) {
        switch (topic.type()) {
            case DBIRTH -> {
                node.forget(topic.source());
                learn(node, topic, payload);
                readings(node, topic, payload, receipt);
                known.save(tenant, topic.node(), node);
                releaseHeld(node);
            }
            case DDEATH -> node.forget(topic.source());
            case NDATA, DDATA -> {
                if (namesAreMissing(node, payload)) hold(node, topic, bytes, receipt);
                else readings(node, topic, payload, receipt);
            }
            case NBIRTH, NDEATH -> throw new IllegalStateException("births and deaths of nodes are taken before");
        }
    }

    private void bear(EdgeNode node, SparkplugTopic topic, Payload payload, Receipt receipt, byte[] bytes) {
        if (node.bear(bdSeq(payload), (int) payload.getSeq())) {
            note(
                    topic,
                    QualityReason.DUPLICATE_BIRTH,
                    1,
                    "A second birth in the session " + node.bdSeq() + " without a request.",
                    bytes);
        }
        learn(node, topic, payload);
        readings(node, topic, payload, receipt);
        known.save(tenant, topic.node(), node);
        releaseHeld(node);
    }

    private void die(EdgeNode node, SparkplugTopic topic, Payload payload) {
        long session = bdSeq(payload);
        if (!node.die(session)) {
            note(
                    topic,
                    QualityReason.STALE_DEATH,
                    1,
                    "The death is of session " + session + ", the present one is " + node.bdSeq() + ".",
                    null);
            return;
        }
        known.save(tenant, topic.node(), node);
    }

    /**
     * Processes the data that waited for the birth, in order. Data still without a name waits for its device's birth.
     */
    private void releaseHeld(EdgeNode node) {
        List<EdgeNode.Held> waiting = new ArrayList<>(node.held());
        node.held().clear();
        for (EdgeNode.Held held : waiting) {
            try {
                take(node, held.topic(), Payload.parseFrom(held.payload()), held.receipt(), held.payload());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("a message that was read cannot be read again", e);
            } finally {
                held.receipt().release();
            }
        }
    }

    private void follow(EdgeNode node, SparkplugTopic topic, Payload payload) {
        if (!payload.hasSeq()) return;
        node.follow((int) payload.getSeq()).ifPresent(missing -> {
            note(
                    topic,
                    QualityReason.SEQUENCE_GAP,
                    missing,
                    missing + " messages are missing before number " + payload.getSeq() + "; a rebirth is asked for.",
                    null);
            askRebirth(node, topic);
        });
    }

    private void hold(EdgeNode node, SparkplugTopic topic, byte[] bytes, Receipt receipt) {
        note(
                topic,
                QualityReason.MISSING_BIRTH,
                1,
                "The birth is not known, so the metrics have no names; it is asked for, and the message waits.",
                null);
        if (node.hasRoomToHold()) {
            Receipt waiting = known.keep(tenant, topic.node(), topic.text(), bytes)
                    .map(this::untilConfirmed)
                    .orElseGet(() -> {
                        receipt.hold();
                        return receipt;
                    });
            node.held().add(new EdgeNode.Held(topic, bytes, waiting, nanos.getAsLong()));
        } else {
            giveUp(topic, bytes, "too many messages wait");
        }
        askRebirth(node, topic);
    }

    /** A kept message is acknowledged already; what is left to do once its readings are confirmed is to forget it. */
    private Receipt untilConfirmed(UUID message) {
        return new Receipt(() -> known.drop(tenant, message));
    }

    /** The node with what waited for its birth when this service ended. */
    private EdgeNode load(String name) {
        EdgeNode node = known.load(tenant, name);
        for (EdgeNodes.Kept kept : known.kept(tenant, name)) {
            SparkplugTopic.parse(kept.topic())
                    .ifPresent(topic -> node.held()
                            .add(new EdgeNode.Held(
                                    topic, kept.payload(), untilConfirmed(kept.id()), nanos.getAsLong())));
        }
        return node;
    }

    private void giveUp(SparkplugTopic topic, byte[] bytes, String why) {
        note(topic, QualityReason.UNKNOWN_ALIAS, 1, "The birth did not come; the message is given up: " + why, bytes);
    }

    /** Drops data that waited for too long, and requests births again that did not arrive. */
    void tick() {
        long now = nanos.getAsLong();
        for (EdgeNode node : nodes.values()) {
            EdgeNode.@Nullable Held oldest = node.held().peek();
            if (oldest != null) askRebirth(node, oldest.topic());
            while (oldest != null && now - oldest.sinceNanos() > patienceNanos) {
                node.held().remove();
                giveUp(oldest.topic(), oldest.payload(), "patience is over");
                oldest.receipt().release();
                oldest = node.held().peek();
            }
        }
    }

    private void askRebirth(EdgeNode node, SparkplugTopic topic) {
        if (node.askRebirth(nanos.getAsLong(), rebirthIntervalNanos)) {
            commands.send(topic.commandTopic(), rebirth(clock.millis()));
        }
    }

    /** The command that makes an edge node say its birth again. */
    static byte[] rebirth(long nowMillis) {
        return Payload.newBuilder()
                .setTimestamp(nowMillis)
                .addMetrics(Payload.Metric.newBuilder()
                        .setName(REBIRTH)
                        .setTimestamp(nowMillis)
                        .setDatatype(DataType.Boolean.getNumber())
                        .setBooleanValue(true))
                .build()
                .toByteArray();
    }

    private static long bdSeq(Payload payload) {
        for (Payload.Metric metric : payload.getMetricsList()) {
            if (metric.getName().equals(BD_SEQ)) {
                return metric.hasLongValue() ? metric.getLongValue() : Integer.toUnsignedLong(metric.getIntValue());
            }
        }
        return -1;
    }

    private static void learn(EdgeNode node, SparkplugTopic topic, Payload payload) {
        for (Payload.Metric metric : payload.getMetricsList()) {
            if (metric.hasName()) {
                var learned = new EdgeNode.Metric(topic.source(), metric.getName(), metric.getDatatype());
                if (metric.hasAlias()) node.name(metric.getAlias(), learned);
                else node.name(learned);
            }
        }
    }

    private static boolean namesAreMissing(EdgeNode node, Payload payload) {
        for (Payload.Metric metric : payload.getMetricsList()) {
            if (!metric.hasName() && node.byAlias(metric.getAlias()) == null) return true;
        }
        return false;
    }

    private void readings(EdgeNode node, SparkplugTopic topic, Payload payload, Receipt receipt) {
        long receivedMillis = clock.millis();
        long notNumbers = 0;
        long wrongKinds = 0;
        @Nullable String last = null;
        for (Payload.Metric metric : payload.getMetricsList()) {
            EdgeNode.@Nullable Metric learned =
                    metric.hasName() ? node.byName(topic.source(), metric.getName()) : node.byAlias(metric.getAlias());
            String name = metric.hasName() ? metric.getName() : learned == null ? "" : learned.name();
            int type = metric.hasDatatype() || learned == null ? metric.getDatatype() : learned.dataType();
            if (!isReading(name, type)) continue;
            double value = SparkplugValue.of(metric, type);
            if (Double.isFinite(value)) {
                long millis = metric.hasTimestamp()
                        ? metric.getTimestamp()
                        : payload.hasTimestamp() ? payload.getTimestamp() : receivedMillis;
                sink.add(
                        topic.node(),
                        new Series(topic.source(), name),
                        micros(millis),
                        value,
                        SparkplugValue.quality(metric),
                        receipt);
            } else {
                last = name;
                if (SparkplugValue.isOfAnotherKind(metric, type)) wrongKinds++;
                else notNumbers++;
            }
        }
        if (notNumbers > 0) {
            note(topic, QualityReason.NOT_A_NUMBER, notNumbers, "The value of " + last + " is NaN or infinite.", null);
        }
        if (wrongKinds > 0) {
            note(
                    topic,
                    QualityReason.WRONG_TYPE,
                    wrongKinds,
                    "The value of " + last + " is null or not of the type that its birth says.",
                    null);
        }
    }

    /** A time beyond the range of microseconds is in the future, and is refused as such later. */
    private static long micros(long millis) {
        return millis < 0 || millis > Long.MAX_VALUE / 2_000 ? Long.MAX_VALUE / 2 : EpochMicros.ofMillis(millis);
    }

    private static boolean isReading(String name, int type) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && !name.equals(BD_SEQ)
                && !name.startsWith("Node Control/")
                && !name.startsWith("Device Control/")
                && SparkplugValue.isNumeric(type);
    }

    private void note(
            SparkplugTopic topic, QualityReason reason, long occurrences, String detail, byte @Nullable [] example) {
        notes.note(
                tenant,
                topic.source(),
                reason,
                occurrences,
                detail,
                example == null ? null : HexFormat.of().formatHex(example, 0, Math.min(example.length, EXAMPLE_BYTES)));
    }
}
