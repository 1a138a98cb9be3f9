package io.trivium.runtime.operation;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command to experts of a loaded version, and its reason.
 *
 * @param version a version or an alias; the champion when absent
 * @param experts such as {@code layer-3/fin-07}
 */
record ExpertChange(
        @NotNull @Size(min = 1, max = 63) String model,
        @Nullable @Size(max = 39) String version,
        @NotNull @Size(min = 1, max = 1024) List<@NotNull String> experts,

        @NotNull @Size(max = 500) @Pattern(regexp = "[\\s\\S]*\\S[\\s\\S]*")
        String reason) {}
