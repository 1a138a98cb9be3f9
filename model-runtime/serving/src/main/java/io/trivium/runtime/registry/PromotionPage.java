package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.registry.store.PromotionAction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a model's aliases, the latest first.
 *
 * @param next for {@code before} of the following page; absent on the last
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PromotionPage(List<PromotionView> items, @Nullable Long next) {

    /**
     * One change.
     *
     * @param version version that the alias names since then; absent for a removal
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PromotionView(
            long id,
            String alias,
            PromotionAction action,
            @Nullable String version,
            @Nullable String previousVersion,
            Instant at,
            String by,
            String reason) {

        static PromotionView of(Promotion entity) {
            return new PromotionView(
                    entity.id(),
                    entity.alias(),
                    entity.action(),
                    text(entity.version()),
                    text(entity.previousVersion()),
                    entity.changedAt(),
                    entity.changedBy(),
                    entity.reason());
        }

        private static @Nullable String text(@Nullable VersionNumber version) {
            return version == null ? null : version.value();
        }
    }
}
