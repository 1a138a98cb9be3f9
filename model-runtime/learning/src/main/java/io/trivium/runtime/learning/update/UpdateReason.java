package io.trivium.runtime.learning.update;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** Why an update is wanted, or no longer. */
record UpdateReason(
        @NotNull @Size(max = 500) @Pattern(regexp = "[\\s\\S]*\\S[\\s\\S]*")
        String reason) {}
