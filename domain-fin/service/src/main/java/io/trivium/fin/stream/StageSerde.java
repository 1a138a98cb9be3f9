package io.trivium.fin.stream;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.feature.EntityEvent;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.HandbookFeatures;
import io.trivium.fin.stream.StageMessage.LabelUpdate;
import io.trivium.fin.stream.StageMessage.Refused;
import io.trivium.fin.stream.StageMessage.Staged;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The compact form of {@link StageMessage} in repartition topics. The first byte is the version and kind, so that a new
 * release can read what an older one left there. Thread-safe.
 */
final class StageSerde implements Serde<StageMessage>, Serializer<StageMessage>, Deserializer<StageMessage> {

    private static final byte STAGED_1 = 1;
    private static final byte LABEL_1 = 2;
    private static final byte STAGED_2 = 3;
    private static final byte STAGED_3 = 4;
    private static final int LARGEST = 4096;

    @Override
    public Serializer<StageMessage> serializer() {
        return this;
    }

    @Override
    public Deserializer<StageMessage> deserializer() {
        return this;
    }

    @Override
    public void configure(java.util.Map<String, ?> configs, boolean isKey) {}

    @Override
    public void close() {}

    @Override
    public byte[] serialize(String topic, StageMessage message) {
        ByteBuffer out = ByteBuffer.allocate(LARGEST);
        switch (message) {
            case Staged staged -> write(out, staged);
            case LabelUpdate label -> write(out, label);
            case Refused refused ->
                throw new SerializationException("a refused record of " + refused.topic() + " is not staged");
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    @Override
    public StageMessage deserialize(String topic, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte kind = in.get();
        return switch (kind) {
            case STAGED_1, STAGED_2, STAGED_3 -> readStaged(in, kind);
            case LABEL_1 -> readLabel(in);
            default -> throw new SerializationException("kind " + kind + " in " + topic + " is not known here");
        };
    }

    private static void write(ByteBuffer out, Staged staged) {
        Authorization a = staged.authorization();
        out.put(STAGED_3);
        writeText(out, staged.tenant().value());
        writeText(out, a.authorizationId());
        writeText(out, a.panToken());
        writeText(out, a.terminalId());
        out.putLong(a.amount().unscaledValue().longValueExact());
        out.put((byte) a.amount().scale());
        writeText(out, a.currency());
        Instant occurredAt = a.occurredAt();
        out.putLong(occurredAt.getEpochSecond());
        out.putInt(occurredAt.getNano());
        writeText(out, a.merchantId());
        writeText(out, a.mcc());
        writeText(out, a.country());
        Channel channel = a.channel();
        writeText(out, channel == null ? null : channel.wireName());
        Boolean present = a.cardPresent();
        out.put((byte) (present == null ? -1 : present ? 1 : 0));
        out.put(HexFormat.of().parseHex(staged.contentHash()));
        out.put((byte) staged.features().length);
        for (double feature : staged.features()) out.putDouble(feature);
        float[] events = staged.events().toArray();
        out.putShort((short) events.length);
        for (float value : events) out.putFloat(value);
        writeText(out, a.customerId());
        writeText(out, a.deviceId());
        writeText(out, a.counterpartyId());
        Double distance = a.homeDistanceKm();
        out.putDouble(distance == null ? Double.NaN : distance);
    }

    private static Staged readStaged(ByteBuffer in, byte kind) {
        TenantId tenant = new TenantId(readText(in));
        String authorizationId = readText(in);
        String panToken = readText(in);
        String terminalId = readText(in);
        BigInteger unscaled = BigInteger.valueOf(in.getLong());
        BigDecimal amount = new BigDecimal(unscaled, in.get());
        String currency = readText(in);
        Instant occurredAt = Instant.ofEpochSecond(in.getLong(), in.getInt());
        String merchantId = readOptional(in);
        String mcc = readOptional(in);
        String country = readOptional(in);
        String channel = readOptional(in);
        byte present = in.get();
        byte[] hash = new byte[32];
        in.get(hash);
        double[] features = FeatureSet.unknown();
        int told = kind == STAGED_3 ? in.get() : HandbookFeatures.COUNT;
        for (int i = 0; i < told; i++) features[i] = in.getDouble();
        float[] events = new float[kind == STAGED_1 ? 0 : in.getShort()];
        for (int i = 0; i < events.length; i++) events[i] = in.getFloat();
        boolean withParties = kind == STAGED_3;
        String customerId = withParties ? readOptional(in) : null;
        String deviceId = withParties ? readOptional(in) : null;
        String counterpartyId = withParties ? readOptional(in) : null;
        double distance = withParties ? in.getDouble() : Double.NaN;
        Authorization authorization = new Authorization(
                authorizationId,
                panToken,
                terminalId,
                amount,
                currency,
                occurredAt,
                merchantId,
                mcc,
                country,
                channel == null ? null : Channel.of(channel),
                present < 0 ? null : present == 1,
                customerId,
                deviceId,
                counterpartyId,
                Double.isNaN(distance) ? null : distance);
        return new Staged(tenant, authorization, HexFormat.of().formatHex(hash), features, EventSequence.of(events));
    }

    private static void write(ByteBuffer out, LabelUpdate label) {
        EntityEvent event = label.event();
        out.put(LABEL_1);
        writeText(out, label.tenant().value());
        writeText(out, label.terminalId());
        out.putLong(event.timeMs());
        out.putLong(event.amountMinor());
        out.putLong(event.idHigh());
        out.putLong(event.idLow());
        out.put((byte) (event.fraud() ? 1 : 0));
        out.putLong(event.labelledAtMs());
    }

    private static LabelUpdate readLabel(ByteBuffer in) {
        TenantId tenant = new TenantId(readText(in));
        String terminalId = readText(in);
        EntityEvent event = new EntityEvent(
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.getLong(),
                in.get() == 1,
                in.getLong(),
                EntityEvent.NOWHERE);
        return new LabelUpdate(tenant, terminalId, event);
    }

    /** Identifiers are at most 64 ASCII characters, so one byte holds the length; −1 means absent. */
    static void writeText(ByteBuffer out, @Nullable String text) {
        if (text == null) {
            out.put((byte) -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > Byte.MAX_VALUE) {
            throw new SerializationException("text of " + bytes.length + " bytes is too long for a stage");
        }
        out.put((byte) bytes.length).put(bytes);
    }

    static String readText(ByteBuffer in) {
        String text = readOptional(in);
        if (text == null) throw new SerializationException("a required text is absent");
        return text;
    }

    static @Nullable String readOptional(ByteBuffer in) {
        int length = in.get();
        if (length < 0) return null;
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.US_ASCII);
        in.position(in.position() + length);
        return text;
    }
}
