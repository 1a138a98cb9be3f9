package io.trivium.industrial.alarm;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.state.FloodPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Floods of alarms in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class Floods {
    private static final SqlUpdate BEGIN = SqlUpdate.of("""
        insert into alarm_flood (tenant_id, flood_id, began_at) values (:tenant, :flood, :now) on conflict do nothing
        """);

    private static final SqlUpdate JOIN = SqlUpdate.of("""
        with part as (
            update alarm_occurrence set flood_id = :flood
            where tenant_id = :tenant and announced and raised_at > :since and flood_id is null
            returning tenant_id, alarm_id, occurrence, flood_id)
        update alarm a set flood_id = part.flood_id from part
        where a.tenant_id = part.tenant_id and a.alarm_id = part.alarm_id and a.occurrences = part.occurrence
        """);

    private static final SqlUpdate END =
            SqlUpdate.of("update alarm_flood set ended_at = :now where tenant_id = :tenant and ended_at is null");

    private static final SqlQuery<UUID> OPEN =
            SqlQuery.of(UUID.class, "select flood_id from alarm_flood where tenant_id = :tenant and ended_at is null");

    private static final SqlQuery<Long> ANNOUNCED = SqlQuery.of(Long.class, """
        select count(*) from alarm_occurrence where tenant_id = :tenant and announced and raised_at > :since
        """);

    /** The flood that an alarm announced now is part of; begins one where it is due, with the alarms of the window. */
    Optional<UUID> join(Connection connection, TenantId tenant, Instant now) {
        Optional<UUID> open = open(connection, tenant);
        if (open.isPresent() || !FloodPolicy.isFlood(false, announced(connection, tenant, now))) return open;
        UUID flood = UUID.randomUUID();
        int begun = BEGIN.on(connection)
                .set("tenant", tenant)
                .set("flood", flood)
                .set("now", now)
                .run();
        if (begun == 0) return open(connection, tenant);
        JOIN.on(connection)
                .set("tenant", tenant)
                .set("flood", flood)
                .set("since", now.minus(FloodPolicy.WINDOW))
                .run();
        return Optional.of(flood);
    }

    /** Ends the flood that is over; whether it did. */
    boolean end(Connection connection, TenantId tenant, Instant now) {
        if (open(connection, tenant).isEmpty() || FloodPolicy.isFlood(true, announced(connection, tenant, now))) {
            return false;
        }
        return END.on(connection).set("tenant", tenant).set("now", now).run() == 1;
    }

    Optional<UUID> open(Connection connection, TenantId tenant) {
        return OPEN.on(connection).set("tenant", tenant).first();
    }

    /** Alarms announced within the window before now, the present transaction's included. */
    long announced(Connection connection, TenantId tenant, Instant now) {
        return ANNOUNCED
                .on(connection)
                .set("tenant", tenant)
                .set("since", now.minus(FloodPolicy.WINDOW))
                .one();
    }
}
