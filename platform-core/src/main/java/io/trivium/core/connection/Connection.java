package io.trivium.core.connection;

import io.trivium.core.tenancy.TenantId;
import java.util.UUID;

/**
 * A connection with one revision of its settings.
 *
 * @param tenant the organisation it belongs to
 * @param name unique within the organisation's connections of this kind, {@code [a-z][a-z0-9-]{0,62}}
 * @param revision of the settings, from 1
 */
public record Connection(
        UUID id, TenantId tenant, String kind, String name, int revision, ConnectionSettings settings) {}
