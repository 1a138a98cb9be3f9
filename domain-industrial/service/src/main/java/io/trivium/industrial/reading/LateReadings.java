package io.trivium.industrial.reading;

import io.trivium.core.tenancy.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Is notified, in the transaction that stores readings, of the earliest new reading of an asset: derived results may
 * change.
 */
public interface LateReadings {

    /**
     * Readings came that were not there before.
     *
     * @param firstAt earliest time at the sensor of a batch, by asset in the order of ids
     */
    void came(Connection connection, TenantId tenant, SortedMap<UUID, Instant> firstAt);
}
