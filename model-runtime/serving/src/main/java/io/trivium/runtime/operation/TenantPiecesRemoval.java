package io.trivium.runtime.operation;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * The loaded version whose pieces a tenant is to have no longer, and why.
 *
 * @param version a version or an alias; the champion when absent
 */
record TenantPiecesRemoval(
        @NotNull @Size(min = 1, max = 63) String model,
        @Nullable @Size(max = 39) String version,

        @NotNull @Size(max = 500) @Pattern(regexp = "[\\s\\S]*\\S[\\s\\S]*")
        String reason) {}
