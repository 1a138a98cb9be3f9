package io.trivium.runtime.training.federation;

import io.trivium.runtime.pack.Hashes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Cuts a difference into events and puts one together again. Not thread-safe. */
final class DeltaParts {
    /** Bytes of a part; in Base64 and with the rest of the event they stay below the topic's limit. */
    static final int PART_BYTES = 600 << 10;

    private final WeightShare first;
    private final Instant trained;
    private final Map<Integer, byte[]> contents = new TreeMap<>();

    private DeltaParts(WeightShare first, Instant trained) {
        this.first = first;
        this.trained = trained;
    }

    static List<WeightShare> cut(String federation, WeightDelta delta) {
        byte[] bytes = FlatWeights.bytes(delta.values());
        String digest = delta.digest();
        int parts = Math.max(1, (bytes.length + PART_BYTES - 1) / PART_BYTES);
        List<WeightShare> cut = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            int from = i * PART_BYTES;
            byte[] content = java.util.Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES));
            cut.add(new WeightShare(
                    federation,
                    delta.round(),
                    delta.site(),
                    delta.terms(),
                    delta.base(),
                    delta.rows(),
                    i,
                    parts,
                    digest,
                    Base64.getEncoder().encodeToString(content)));
        }
        return cut;
    }

    /** Begins with any part. */
    static DeltaParts of(WeightShare part, Instant trained) {
        DeltaParts parts = new DeltaParts(part, trained);
        parts.add(part);
        return parts;
    }

    /** Whether a part belongs to the same difference. */
    boolean isOf(WeightShare part) {
        return part.digest().equals(first.digest())
                && part.parts() == first.parts()
                && part.terms().equals(first.terms())
                && part.base().equals(first.base())
                && part.rows() == first.rows();
    }

    /** Takes a part; once more does nothing. */
    void add(WeightShare part) {
        contents.putIfAbsent(part.part(), Base64.getDecoder().decode(part.content()));
    }

    /**
     * The difference, when all parts are there.
     *
     * @throws FederationException when together they differ from the sent difference
     */
    Optional<WeightDelta> whole() {
        if (contents.size() < first.parts()) return Optional.empty();
        int size = contents.values().stream().mapToInt(each -> each.length).sum();
        byte[] bytes = new byte[size];
        int at = 0;
        for (byte[] content : contents.values()) {
            System.arraycopy(content, 0, bytes, at, content.length);
            at += content.length;
        }
        if (!HexFormat.of().formatHex(Hashes.sha256().digest(bytes)).equals(first.digest())) {
            throw new FederationException("what site " + first.site() + " sent for round " + (first.round() + 1)
                    + " arrived damaged: its SHA-256 is another one; begin a new federation");
        }
        return Optional.of(new WeightDelta(
                first.site(),
                first.round(),
                trained,
                first.terms(),
                first.base(),
                first.rows(),
                FlatWeights.floats(bytes)));
    }
}
