package io.trivium.core.connection;

import io.trivium.core.tenancy.TenantId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connection as stored.
 *
 * @param newest revision that was made last
 * @param active revision that is used while the state is active; empty before the first approval
 * @param version counts every act
 */
record StoredConnection(
        UUID id,
        TenantId tenant,
        String kind,
        String name,
        ConnectionState state,
        Revision newest,
        Optional<Revision> active,
        long version,
        @Nullable Pause pause,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Instant lastSuccessAt,
        Instant changedAt) {

    /**
     * One revision of the settings.
     *
     * @param settings whole numbers are {@code Long}, as {@link ConnectionSettings} has them
     * @param secrets encrypted; null: none
     * @param secretNames fields that have a secret
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Revision(
            int number,
            Map<String, Object> settings,
            byte @Nullable [] secrets,
            List<String> secretNames,
            String proposedBy,
            Instant proposedAt,
            @Nullable String approvedBy,
            @Nullable Instant approvedAt,
            @Nullable String rejectedBy) {

        Revision {
            settings = new LinkedHashMap<>(settings);
            settings.replaceAll((field, value) -> value instanceof Number whole ? whole.longValue() : value);
        }
    }

    /** Who paused it and why. */
    record Pause(String by, String reason) {}

    /** The revision that waits for approval. */
    Optional<Revision> pending() {
        boolean waits = state != ConnectionState.RETIRED
                && newest.rejectedBy() == null
                && active.map(used -> used.number() < newest.number()).orElse(true);
        return waits ? Optional.of(newest) : Optional.empty();
    }

    /** The revision that is used, or would be. */
    Revision current() {
        return active.orElse(newest);
    }
}
