package io.trivium.runtime.expert;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.Piece;
import io.trivium.runtime.expert.piece.PieceFault;
import io.trivium.runtime.moe.MoeTopology;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The pieces that one request runs on, from its beginning to its end. A swap makes a new set; this one lives as long as
 * a request holds it. Thread-safe.
 */
final class PieceSet {
    private final @Nullable TenantId tenant;
    private final Piece tokenizer;
    private final Piece[] layers;
    private final Piece head;
    private final Piece[][] experts;
    private final @Nullable Piece[][] sidePaths;
    private final Set<Piece> pieces = new LinkedHashSet<>();
    private final AtomicInteger references = new AtomicInteger(1);
    private volatile @Nullable Masks masks;

    private record Masks(long version, List<LayerMask> layers) {}

    /**
     * Puts pieces together.
     *
     * @param tenant null for the common pieces
     * @param experts by layer and number
     * @param sidePaths by layer and number, null where there is none
     */
    PieceSet(
            @Nullable TenantId tenant,
            Piece tokenizer,
            Piece[] layers,
            Piece head,
            Piece[][] experts,
            @Nullable Piece[][] sidePaths) {
        this.tenant = tenant;
        this.tokenizer = tokenizer;
        this.layers = layers;
        this.head = head;
        this.experts = experts;
        this.sidePaths = sidePaths;
        pieces.add(tokenizer);
        for (int l = 0; l < layers.length; l++) {
            pieces.add(layers[l]);
            for (Piece expert : experts[l]) pieces.add(expert);
            for (Piece side : sidePaths[l]) if (side != null) pieces.add(side);
        }
        pieces.add(head);
        for (Piece piece : pieces) piece.addOwner();
    }

    @Nullable
    TenantId tenant() {
        return tenant;
    }

    Piece tokenizer() {
        return tokenizer;
    }

    Piece layer(int layer) {
        return layers[layer];
    }

    Piece head() {
        return head;
    }

    Piece expert(int layer, int number) {
        return experts[layer][number];
    }

    @Nullable
    Piece sidePath(int layer, int number) {
        return sidePaths[layer][number];
    }

    /** Every piece once: tokenizer, each layer followed by its experts, head. */
    Set<Piece> pieces() {
        return pieces;
    }

    /** Takes a tenant's own pieces of the trunk out of use. */
    void quarantineOwnTrunk(PieceFault fault) {
        for (Piece piece : pieces) if (piece.kind() == Piece.Kind.TENANT_TRUNK) piece.quarantine(fault);
    }

    boolean hasOwnTrunk() {
        return pieces.stream().anyMatch(piece -> piece.kind() == Piece.Kind.TENANT_TRUNK);
    }

    /** This set with some pieces replaced. */
    PieceSet with(@Nullable TenantId tenant, PieceChanges changes) {
        Piece[] newLayers = layers.clone();
        Piece[][] newExperts = experts.clone();
        @Nullable Piece[][] newSides = sidePaths.clone();
        for (int l = 0; l < newLayers.length; l++) {
            newLayers[l] = changes.layers().getOrDefault(l, newLayers[l]);
            newExperts[l] = newExperts[l].clone();
            newSides[l] = newSides[l].clone();
            for (int e = 0; e < newExperts[l].length; e++) {
                int key = l * newExperts[l].length + e;
                newExperts[l][e] = changes.experts().getOrDefault(key, newExperts[l][e]);
                if (changes.sidePaths().containsKey(key))
                    newSides[l][e] = changes.sidePaths().get(key);
            }
        }
        return new PieceSet(
                tenant,
                changes.tokenizer().orElse(tokenizer),
                newLayers,
                changes.head().orElse(head),
                newExperts,
                newSides);
    }

    /**
     * The experts of a layer that are not available: experts out of use by command, and pieces in quarantine.
     *
     * @param version changes whenever one of the two does
     * @param administrative by layer
     */
    LayerMask mask(int layer, long version, MoeTopology topology, BitSet[] administrative) {
        Masks now = masks;
        if (now == null || now.version() != version) {
            List<LayerMask> all = new ArrayList<>();
            for (int l = 0; l < layers.length; l++) {
                BitSet missing = (BitSet) administrative[l].clone();
                for (int e = 0; e < experts[l].length; e++) {
                    if (experts[l][e].quarantine() != null) missing.set(e);
                }
                all.add(LayerMask.of(topology, missing));
            }
            now = new Masks(version, all);
            masks = now;
        }
        return now.layers().get(layer);
    }

    /** Takes a reference; false when the set is over. */
    boolean retain() {
        int now = references.get();
        while (now > 0) {
            if (references.compareAndSet(now, now + 1)) return true;
            now = references.get();
        }
        return false;
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            for (Piece piece : pieces) piece.removeOwner();
        }
    }
}
