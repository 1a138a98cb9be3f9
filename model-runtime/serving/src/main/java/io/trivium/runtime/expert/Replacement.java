package io.trivium.runtime.expert;

import io.trivium.runtime.expert.piece.PieceFiles;
import java.util.List;

/**
 * Pieces that have taken the place of others.
 *
 * @param tenant whose own they are; empty for the common ones's
 * @param pieces their paths, sorted
 */
public record Replacement(String tenant, List<String> pieces) {
    public Replacement {
        pieces = List.copyOf(pieces);
    }

    static Replacement of(PieceFiles files) {
        return new Replacement(
                files.tenant(), files.files().keySet().stream().sorted().toList());
    }
}
