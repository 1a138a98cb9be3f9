package io.trivium.industrial.workorder;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found about the life of an asset. Fired in the transaction that records it.
 *
 * @param id identifies this finding among all of the organisation
 * @param at until when the asset ran: begin of the work, or of the standstill
 * @param foundAt when it was reported
 * @param hasFailed whether the asset had reached the end of its life; otherwise it would have run on
 * @param failureMode code of ISO 14224; null if none was reported
 */
public record LifeFinding(
        TenantId tenant,
        UUID assetId,
        String id,
        Instant at,
        Instant foundAt,
        boolean hasFailed,
        @Nullable String failureMode) {}
