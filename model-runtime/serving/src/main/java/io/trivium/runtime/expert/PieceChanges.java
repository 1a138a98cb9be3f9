package io.trivium.runtime.expert;

import io.trivium.runtime.expert.piece.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pieces that take the place of others.
 *
 * @param layers by number
 * @param experts by layer × experts of a layer + number; {@code sidePaths} likewise
 */
record PieceChanges(
        Optional<Piece> tokenizer,
        Map<Integer, Piece> layers,
        Map<Integer, Piece> experts,
        Map<Integer, Piece> sidePaths,
        Optional<Piece> head) {
    PieceChanges {
        layers = Map.copyOf(layers);
        experts = Map.copyOf(experts);
        sidePaths = Map.copyOf(sidePaths);
    }

    /** These and, where they have no entry, the earlier ones. */
    PieceChanges after(PieceChanges earlier) {
        return new PieceChanges(
                tokenizer.or(earlier::tokenizer),
                merged(earlier.layers, layers),
                merged(earlier.experts, experts),
                merged(earlier.sidePaths, sidePaths),
                head.or(earlier::head));
    }

    private static Map<Integer, Piece> merged(Map<Integer, Piece> earlier, Map<Integer, Piece> later) {
        Map<Integer, Piece> all = new java.util.HashMap<>(earlier);
        all.putAll(later);
        return all;
    }

    List<Piece> all() {
        List<Piece> all = new ArrayList<>();
        tokenizer.ifPresent(all::add);
        all.addAll(layers.values());
        all.addAll(experts.values());
        all.addAll(sidePaths.values());
        head.ifPresent(all::add);
        return all;
    }
}
