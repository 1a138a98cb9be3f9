package io.trivium.runtime.learning.variant;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A variant as the API shows it to its tenant.
 *
 * @param base the version it was trained from and replaces
 * @param version the tenant's own, that learned from {@code manifest} alone
 * @param update that made it
 * @param installedBy who requested the update
 * @param code why it ended; absent where a person took it out
 * @param reason of its present state
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VariantView(
        UUID id,
        TaskName task,
        ModelName model,
        VersionNumber base,
        VersionNumber version,
        VariantState state,
        UUID update,
        UUID manifest,
        Instant installedAt,
        String installedBy,
        @Nullable Instant endedAt,
        @Nullable String endedBy,
        @Nullable String code,
        String reason) {

    /**
     * Variants, the latest first.
     *
     * @param nextAfter place of the following page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VariantPage(
            List<VariantView> items, @Nullable UUID nextAfter) {}

    static VariantView of(Variant variant) {
        return new VariantView(
                variant.id(),
                variant.task(),
                variant.model(),
                variant.base(),
                variant.version(),
                variant.state(),
                variant.update(),
                variant.manifest(),
                variant.installedAt(),
                variant.installedBy(),
                variant.endedAt(),
                variant.endedBy(),
                variant.code(),
                variant.reason());
    }
}
