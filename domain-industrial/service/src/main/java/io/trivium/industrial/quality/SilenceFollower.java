package io.trivium.industrial.quality;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.UUID;

/** Reacts to an asset that falls silent or sends again, in the transaction that records it. */
public interface SilenceFollower {

    /** Nothing was received since that moment. */
    void began(Connection connection, TenantId tenant, UUID assetId, Instant since);

    void ended(Connection connection, TenantId tenant, UUID assetId, Instant at);
}
