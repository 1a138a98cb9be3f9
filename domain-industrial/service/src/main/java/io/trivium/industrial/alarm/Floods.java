package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.state.FloodPolicy;
import io.trivium.industrial.jdbc.Binder;
import io.trivium.industrial.jdbc.Columns;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Floods of alarms in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class Floods {

    /** The flood that an alarm announced now is part of; begins one where it is due, with the alarms of the window. */
    Optional<UUID> join(Connection connection, TenantId tenant, Instant now) throws SQLException {
        Optional<UUID> open = open(connection, tenant);
        if (open.isPresent() || !FloodPolicy.isFlood(false, announced(connection, tenant, now))) {
            return open;
        }
        UUID flood = UUID.randomUUID();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into alarm_flood (tenant_id, flood_id, began_at) values (?, ?, ?) on conflict do nothing")) {
            Binder.of(insert).text(tenant.value()).id(flood).time(now);
            if (insert.executeUpdate() == 0) {
                return open(connection, tenant);
            }
        }
        try (PreparedStatement update = connection.prepareStatement("""
                with part as (
                    update alarm_occurrence set flood_id = ?
                    where tenant_id = ? and announced and raised_at > ? and flood_id is null
                    returning tenant_id, alarm_id, occurrence, flood_id)
                update alarm a set flood_id = part.flood_id from part
                where a.tenant_id = part.tenant_id and a.alarm_id = part.alarm_id and a.occurrences = part.occurrence
                """)) {
            Binder.of(update).id(flood).text(tenant.value()).time(now.minus(FloodPolicy.WINDOW));
            update.executeUpdate();
        }
        return Optional.of(flood);
    }

    /** Ends the flood that is over; whether it did. */
    boolean end(Connection connection, TenantId tenant, Instant now) throws SQLException {
        if (open(connection, tenant).isEmpty() || FloodPolicy.isFlood(true, announced(connection, tenant, now))) {
            return false;
        }
        try (PreparedStatement update = connection.prepareStatement(
                "update alarm_flood set ended_at = ? where tenant_id = ? and ended_at is null")) {
            Binder.of(update).time(now).text(tenant.value());
            return update.executeUpdate() == 1;
        }
    }

    Optional<UUID> open(Connection connection, TenantId tenant) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select flood_id from alarm_flood where tenant_id = ? and ended_at is null")) {
            Binder.of(select).text(tenant.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Columns.of(row).id()) : Optional.empty();
            }
        }
    }

    /** Alarms announced within the window before now, the present transaction's included. */
    long announced(Connection connection, TenantId tenant, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*) from alarm_occurrence" + " where tenant_id = ? and announced and raised_at > ?")) {
            Binder.of(select).text(tenant.value()).time(now.minus(FloodPolicy.WINDOW));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
