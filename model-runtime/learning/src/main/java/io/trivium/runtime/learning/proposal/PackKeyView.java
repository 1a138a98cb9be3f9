package io.trivium.runtime.learning.proposal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public key that an operator added.
 *
 * @param keyId the first 16 hexadecimal digits of the SHA-256 of the key, as signatures name it
 * @param trusted whether signatures by it count, which they do once another operator has approved it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PackKeyView(
        String name,
        String keyId,
        boolean trusted,
        Instant addedAt,
        String addedBy,
        String reason,
        @Nullable Instant approvedAt,
        @Nullable String approvedBy) {}
