package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.rule.engine.EntityKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rule suppressed for one entity.
 *
 * @param active whether it is in effect now
 * @param endedAt when it was ended early
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SnoozeView(
        UUID snoozeId,
        String ruleId,
        EntityKind entityKind,
        String entity,
        String reason,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        boolean active,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {}
