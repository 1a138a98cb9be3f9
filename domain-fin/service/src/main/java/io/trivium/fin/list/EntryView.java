package io.trivium.fin.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One value on a list.
 *
 * @param expired whether it has expired without having been removed
 * @param expiresAt null if it does not expire
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EntryView(
        UUID entryId,
        String list,
        String value,
        String reason,

        @Schema(enumeration = {"pending", "active", "rejected", "removed"})
        String state,

        boolean expired,
        String addedBy,
        Instant addedAt,
        @Nullable String approvedBy,
        @Nullable Instant activeFrom,
        @Nullable Instant expiresAt,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {}
