package io.trivium.runtime.registry;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** Which version an alias is to name, and why. */
record AliasRequest(
        @NotNull @Size(min = 1, max = 39) String version,

        @NotNull @Size(max = 500) @Pattern(regexp = "[\\s\\S]*\\S[\\s\\S]*")
        String reason) {}
