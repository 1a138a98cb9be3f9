package io.trivium.runtime.registry;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** The reason of an action. */
record ReasonRequest(
        @NotNull @Size(max = 500) @Pattern(regexp = "[\\s\\S]*\\S[\\s\\S]*")
        String reason) {}
