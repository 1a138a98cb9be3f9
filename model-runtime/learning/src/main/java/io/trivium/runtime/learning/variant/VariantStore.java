package io.trivium.runtime.learning.variant;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.store.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Variants in PostgreSQL; every call runs in the caller's transaction of the tenant. Thread-safe. */
@ApplicationScoped
class VariantStore {
    Optional<Variant> find(Connection connection, TenantId tenant, UUID id) throws SQLException {
        return select(connection, "tenant_id = ? and variant_id = ?", tenant.value(), id).stream()
                .findFirst();
    }

    Optional<Variant> ofVersion(Connection connection, TenantId tenant, String model, String version)
            throws SQLException {
        return select(connection, "tenant_id = ? and model_name = ? and version = ?", tenant.value(), model, version)
                .stream()
                .findFirst();
    }

    /** The variant that serves a tenant in place of the champion. */
    Optional<Variant> installed(Connection connection, TenantId tenant, String model) throws SQLException {
        return select(connection, "tenant_id = ? and model_name = ? and state = 'installed'", tenant.value(), model)
                .stream()
                .findFirst();
    }

    List<Variant> installed(Connection connection, TenantId tenant) throws SQLException {
        return select(connection, "tenant_id = ? and state = 'installed' order by model_name", tenant.value());
    }

    /** Latest first, those after one of them. */
    List<Variant> list(Connection connection, TenantId tenant, String task, @Nullable UUID after, int limit)
            throws SQLException {
        return select(connection, """
                tenant_id = ? and task = ? and (?::uuid is null or (installed_at, variant_id) <
                    (select a.installed_at, a.variant_id from learning_variant a
                        where a.tenant_id = ? and a.variant_id = ?))
                order by installed_at desc, variant_id desc limit ?""", tenant.value(), task, after, tenant.value(), after, limit);
    }

    void add(Connection connection, Variant variant) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_variant (tenant_id, variant_id, task, model_name, base_version, version, update_id,
                    manifest_id, state, installed_at, installed_by, reason)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            Sql.update(
                    insert,
                    variant.tenant().value(),
                    variant.id(),
                    variant.task(),
                    variant.model(),
                    variant.base(),
                    variant.version(),
                    variant.update(),
                    variant.manifest(),
                    variant.state().word(),
                    variant.installedAt(),
                    variant.installedBy(),
                    variant.reason());
        }
    }

    /** Puts down an end; false when the variant has ended before. */
    boolean end(Connection connection, Variant ended) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update learning_variant set state = ?, ended_at = ?, ended_by = ?, code = ?, reason = ?
                where tenant_id = ? and variant_id = ? and state = 'installed'""")) {
            return Sql.update(
                            update,
                            ended.state().word(),
                            ended.endedAt(),
                            ended.endedBy(),
                            ended.code(),
                            ended.reason(),
                            ended.tenant().value(),
                            ended.id())
                    == 1;
        }
    }

    private static List<Variant> select(Connection connection, String where, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select * from learning_variant where " + where)) {
            Sql.bind(select, values);
            List<Variant> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) found.add(read(row));
            }
            return found;
        }
    }

    private static Variant read(ResultSet row) throws SQLException {
        return new Variant(
                row.getObject("variant_id", UUID.class),
                new TenantId(row.getString("tenant_id")),
                row.getString("task"),
                row.getString("model_name"),
                row.getString("base_version"),
                row.getString("version"),
                row.getObject("update_id", UUID.class),
                row.getObject("manifest_id", UUID.class),
                VariantState.of(row.getString("state")),
                Sql.time(row, "installed_at"),
                row.getString("installed_by"),
                Sql.timeOrNull(row, "ended_at"),
                row.getString("ended_by"),
                row.getString("code"),
                row.getString("reason"));
    }
}
