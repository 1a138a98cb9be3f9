package io.trivium.runtime.expert;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.PieceFiles;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pieces that have taken the place of others.
 *
 * @param tenant whose own they are; null for the common pieces
 * @param pieces their paths, sorted
 */
public record Replacement(@Nullable TenantId tenant, List<String> pieces) {
    public Replacement {
        pieces = List.copyOf(pieces);
    }

    static Replacement of(PieceFiles files) {
        return new Replacement(
                files.tenant(), files.files().keySet().stream().sorted().toList());
    }
}
