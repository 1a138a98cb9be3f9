package io.trivium.fin.stream;

import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.EntityEvent;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The state of intake for one authorization id: the first content accepted, the newest label, or both.
 *
 * @param first null while only a label has come
 * @param fraud the newest label's word; false while there is none
 * @param labelledAtMs when it was observed, or {@link EntityEvent#UNLABELLED}
 * @param touchedAtMs wall clock of the last change, from which retention counts
 */
record KeptAuthorization(@Nullable First first, boolean fraud, long labelledAtMs, long touchedAtMs) {

    private static final byte VERSION = 1;

    /**
     * The first acceptance.
     *
     * @param partition and {@code offset}: the record accepted, so that reading it again after a crash is distinguished
     *     from a second record with the same id
     */
    record First(String contentHash, String terminalId, long timeMs, long amountMinor, int partition, long offset) {

        static First of(Authorization authorization, String contentHash, int partition, long offset) {
            return new First(
                    contentHash,
                    authorization.terminalId(),
                    authorization.occurredAt().toEpochMilli(),
                    authorization.amountMinor(),
                    partition,
                    offset);
        }

        boolean isAt(int otherPartition, long otherOffset) {
            return partition == otherPartition && offset == otherOffset;
        }
    }

    boolean isLabelled() {
        return labelledAtMs != EntityEvent.UNLABELLED;
    }

    /** Whether the label is news, or the one that is kept already. */
    boolean accepts(boolean otherFraud, long otherLabelledAtMs) {
        return otherLabelledAtMs > labelledAtMs || (otherLabelledAtMs == labelledAtMs && (otherFraud || !fraud));
    }

    StageMessage.@Nullable LabelUpdate update(TenantId tenant, String authorizationId) {
        if (first == null || !isLabelled()) return null;
        return new StageMessage.LabelUpdate(
                tenant,
                first.terminalId(),
                EntityEvent.labelled(authorizationId, first.timeMs(), first.amountMinor(), fraud, labelledAtMs));
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(192);
        out.put(VERSION).putLong(touchedAtMs).put((byte) (fraud ? 1 : 0)).putLong(labelledAtMs);
        if (first == null) {
            out.put((byte) 0);
        } else {
            out.put((byte) 1).put(HexFormat.of().parseHex(first.contentHash()));
            out.putInt(first.partition()).putLong(first.offset());
            out.putLong(first.timeMs()).putLong(first.amountMinor());
            StageSerde.writeText(out, first.terminalId());
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    static KeptAuthorization fromBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION) throw new IllegalStateException("kept authorization of version " + version);
        long touchedAtMs = in.getLong();
        boolean fraud = in.get() == 1;
        long labelledAtMs = in.getLong();
        First first = null;
        if (in.get() == 1) {
            byte[] hash = new byte[32];
            in.get(hash);
            int partition = in.getInt();
            long offset = in.getLong();
            long timeMs = in.getLong();
            long amountMinor = in.getLong();
            first = new First(
                    HexFormat.of().formatHex(hash), StageSerde.readText(in), timeMs, amountMinor, partition, offset);
        }
        return new KeptAuthorization(first, fraud, labelledAtMs, touchedAtMs);
    }

    /** When this was last changed, without reading the rest. */
    static long touchedAtMs(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(1);
    }
}
