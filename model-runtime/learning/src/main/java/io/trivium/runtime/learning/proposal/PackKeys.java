package io.trivium.runtime.learning.proposal;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.SigningKeys;
import io.trivium.runtime.registry.store.PackTrust;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Keys whose signatures of packs count, besides those of the configuration: one operator adds a key, another approves it,
 * and one removes it. Thread-safe.
 */
@ApplicationScoped
class PackKeys {
    private static final String SELECT = """
            select name, key_id, approved_by is not null as trusted, added_at, added_by, reason, approved_at, approved_by
            from pack_key
            """;

    private static final SqlQuery<PackKeyView> LIST =
            SqlQuery.of(PackKeyView.class, SELECT + "order by name limit 1000");

    private static final SqlQuery<PackKeyView> FIND = SqlQuery.of(PackKeyView.class, SELECT + "where name = :name");

    private static final SqlUpdate ADD = SqlUpdate.of("""
            insert into pack_key (name, key_id, public_key, added_at, added_by, reason)
            select :name, :keyId, :pem, :now, :by, :reason
            where not exists (select from pack_key where key_id = :keyId and name <> :name)
            on conflict (name) do update set key_id = excluded.key_id, public_key = excluded.public_key,
                added_at = excluded.added_at, added_by = excluded.added_by, reason = excluded.reason
            where pack_key.approved_by is null
            """);

    private static final SqlUpdate APPROVE = SqlUpdate.of("""
            update pack_key set approved_at = :now, approved_by = :by
            where name = :name and key_id = :keyId and added_by <> :by and approved_by is null
            """);

    private static final SqlUpdate REMOVE = SqlUpdate.of("delete from pack_key where name = :name");

    private final PackTrust trust;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    PackKeys(PackTrust trust, TenantTransactions transactions, AuditLog audit, InstantSource clock) {
        this.trust = trust;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    List<PackKeyView> list() {
        return transactions.withConnection(
                TenantId.PLATFORM, connection -> LIST.on(connection).list());
    }

    private static PackKeyView require(Connection connection, String name) {
        return FIND.on(connection)
                .set("name", name)
                .first()
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.PACK_KEY_NOT_FOUND, "No operator added a key " + name + "."));
    }

    /**
     * Adds a key that waits for approval; one of the same name that still waits is replaced.
     *
     * @throws PlatformException {@code pack-key-invalid}; {@code pack-key-trusted} when the name is trusted, or the key
     *     has another name
     */
    PackKeyView add(TenantId tenant, String by, String name, String pem, String reason) {
        String keyId = keyId(pem);
        return transactions.withConnection(tenant, connection -> {
            int added = ADD.on(connection)
                    .set("name", name)
                    .set("keyId", keyId)
                    .set("pem", pem)
                    .set("now", now())
                    .set("by", by)
                    .set("reason", reason)
                    .run();
            if (added == 0) {
                throw new PlatformException(
                        RuntimeErrorCode.PACK_KEY_TRUSTED,
                        "Key " + name + " is trusted, or this key has another name; remove that one first.");
            }
            record("pack-key.add", tenant, by, name, AuditOutcome.SUCCESS, Map.of("keyId", keyId, "reason", reason));
            return require(connection, name);
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String keyId(String pem) {
        try {
            return SigningKeys.id(SigningKeys.publicKey("publicKey", pem));
        } catch (IllegalArgumentException e) {
            throw new PlatformException(
                    RuntimeErrorCode.PACK_KEY_INVALID,
                    "publicKey is no public Ed25519 key in PEM form, as openssl pkey -pubout writes it.",
                    Map.of(),
                    e);
        }
    }

    /**
     * Lets signatures by the key count.
     *
     * @param keyId of the key that the approver saw
     * @throws PlatformException {@code second-person-needed} for who added it; {@code pack-key-not-found} when no such key
     *     waits
     */
    PackKeyView approve(TenantId tenant, String by, String name, String keyId, String reason) {
        PackKeyView added = transactions.withConnection(tenant, connection -> require(connection, name));
        if (by.equals(added.addedBy())) {
            transactions.run(
                    tenant,
                    () -> record("pack-key.approve", tenant, by, name, AuditOutcome.REFUSED, Map.of("reason", reason)));
            throw new PlatformException(
                    RuntimeErrorCode.SECOND_PERSON_NEEDED,
                    "Key " + name + " is approved by another operator than " + by + ", who added it.");
        }
        PackKeyView approved = transactions.withConnection(tenant, connection -> {
            int changed = APPROVE.on(connection)
                    .set("now", now())
                    .set("by", by)
                    .set("name", name)
                    .set("keyId", keyId)
                    .run();
            if (changed == 0) {
                throw new PlatformException(
                        RuntimeErrorCode.PACK_KEY_NOT_FOUND,
                        "No key " + name + " with the id " + keyId + " waits for approval; read it again.");
            }
            Map<String, String> details = Map.of("keyId", keyId, "reason", reason);
            record("pack-key.approve", tenant, by, name, AuditOutcome.SUCCESS, details);
            return require(connection, name);
        });
        trust.reload();
        return approved;
    }

    /** Signatures by the key no longer count: its packs are refused when they are registered or loaded next. */
    void remove(TenantId tenant, String by, String name, String reason) {
        transactions.withConnection(tenant, connection -> {
            PackKeyView key = require(connection, name);
            REMOVE.on(connection).set("name", name).run();
            Map<String, String> details = Map.of("keyId", key.keyId(), "reason", reason);
            record("pack-key.remove", tenant, by, name, AuditOutcome.SUCCESS, details);
            return name;
        });
        trust.reload();
    }

    private void record(
            String action, TenantId tenant, String by, String name, AuditOutcome outcome, Map<String, ?> details) {
        audit.append(new AuditEvent(tenant, by, action, "pack-key/" + name, outcome, details));
    }
}
