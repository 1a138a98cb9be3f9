package io.trivium.fin.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A back-test of one version over stored decisions.
 *
 * @param from payments at or after
 * @param to payments before
 * @param rowsRead decisions read so far
 * @param rowsTotal decisions there were at the start, at most counted to a million
 * @param result null until done
 * @param failure why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BacktestView(
        UUID backtestId,
        String ruleId,
        int version,
        Instant from,
        Instant to,

        @Schema(enumeration = {"running", "done", "failed", "cancelled"})
        String state,

        String requestedBy,
        Instant createdAt,
        @Nullable Instant finishedAt,
        long rowsRead,
        long rowsTotal,
        @Nullable BacktestResult result,
        @Nullable String failure) {}
