package io.trivium.fin.list;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.CardNumbers;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lists of tokens: making them, putting values on them and taking them off. */
@ApplicationScoped
class ListService {

    private final ListRepository lists;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    ListService(
            ListRepository lists, TenantTransactions transactions, AuditLog audit, Caller caller, InstantSource clock) {
        this.lists = lists;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    List<ListView> all(TenantId tenant) {
        return transactions.withConnection(tenant, connection -> lists.all(connection, tenant, now()));
    }

    /** An empty list; {@code list-exists} when the name is taken. */
    ListView create(TenantId tenant, String name, ListKind kind, String description) {
        Instant now = now();
        return transactions.withConnection(tenant, connection -> {
            if (!lists.create(connection, tenant, name, kind, description, caller.name(), now)) {
                throw new PlatformException(FinErrorCode.LIST_EXISTS, FinErrorCode.LIST_EXISTS.meaning());
            }
            audit.append("list.create", "list/" + name, AuditOutcome.SUCCESS, Map.of("kind", kind.wireName()));
            return new ListView(name, kind, description, caller.name(), now, 0, 0);
        });
    }

    /** Entries newest first, after the cursor's when one is given. */
    List<EntryView> entries(TenantId tenant, String list, @Nullable UUID after, int limit) {
        return transactions.withConnection(tenant, connection -> {
            require(connection, tenant, list);
            return lists.entries(connection, tenant, list, after, limit, now());
        });
    }

    /**
     * Puts a value on a list; on a block list it waits for a second person.
     *
     * @throws PlatformException {@code list-not-found}, {@code list-value-present}, {@code invalid-value} for an expiry that
     *     is past and for a value that could be a card number
     */
    EntryView add(TenantId tenant, String list, String value, String reason, @Nullable Instant expiresAt) {
        Instant now = now();
        Instant until = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
        if (until != null && !until.isAfter(now)) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "expiresAt must be in the future", Map.of("field", "expiresAt"));
        }
        if (CardNumbers.isIn(value)) {
            throw new PlatformException(
                    CoreErrorCode.INVALID_VALUE, "value must be a token, not a card number", Map.of("field", "value"));
        }
        return transactions.withConnection(tenant, connection -> {
            boolean waits = require(connection, tenant, list) == ListKind.BLOCK;
            EntryView entry = new EntryView(
                    UUID.randomUUID(),
                    list,
                    value,
                    reason,
                    waits ? "pending" : "active",
                    false,
                    caller.name(),
                    now,
                    null,
                    waits ? null : now,
                    until,
                    null,
                    null);
            lists.endExpired(connection, tenant, list, value, now);
            if (!lists.add(connection, tenant, entry)) {
                throw new PlatformException(FinErrorCode.LIST_VALUE_PRESENT, FinErrorCode.LIST_VALUE_PRESENT.meaning());
            }
            record("list.add", entry, reason);
            return entry;
        });
    }

    /** Puts a waiting value into effect; by another person than added it. */
    EntryView approve(TenantId tenant, String list, UUID entryId, String reason) {
        boolean own = transactions.withConnection(tenant, connection -> {
            EntryView entry = lock(connection, tenant, list, entryId);
            if (entry.addedBy().equals(caller.name())) {
                audit.append(
                        "list.approve", object(entry), AuditOutcome.REFUSED, Map.of("why", "second person needed"));
                return true;
            }
            return false;
        });
        if (own) {
            throw new PlatformException(FinErrorCode.SECOND_PERSON_NEEDED, FinErrorCode.SECOND_PERSON_NEEDED.meaning());
        }
        return change(
                tenant,
                list,
                entryId,
                "pending",
                "list.approve",
                reason,
                entry -> new EntryView(
                        entry.entryId(),
                        entry.list(),
                        entry.value(),
                        entry.reason(),
                        "active",
                        false,
                        entry.addedBy(),
                        entry.addedAt(),
                        caller.name(),
                        now(),
                        entry.expiresAt(),
                        null,
                        null));
    }

    /** Turns a waiting value down. */
    EntryView reject(TenantId tenant, String list, UUID entryId, String reason) {
        return change(tenant, list, entryId, "pending", "list.reject", reason, entry -> ended(entry, "rejected"));
    }

    /** Takes a value off the list, now; that it was on it stays known. */
    EntryView remove(TenantId tenant, String list, UUID entryId, String reason) {
        return change(tenant, list, entryId, "active", "list.remove", reason, entry -> ended(entry, "removed"));
    }

    private EntryView ended(EntryView entry, String state) {
        return new EntryView(
                entry.entryId(),
                entry.list(),
                entry.value(),
                entry.reason(),
                state,
                false,
                entry.addedBy(),
                entry.addedAt(),
                entry.approvedBy(),
                entry.activeFrom(),
                entry.expiresAt(),
                now(),
                caller.name());
    }

    private interface Change {
        EntryView of(EntryView entry);
    }

    private EntryView change(
            TenantId tenant, String list, UUID entryId, String from, String action, String reason, Change change) {
        return transactions.withConnection(tenant, connection -> {
            EntryView before = lock(connection, tenant, list, entryId);
            if (!before.state().equals(from)) {
                throw new PlatformException(FinErrorCode.LIST_ENTRY_STATE, "This entry is " + before.state() + ".");
            }
            EntryView after = change.of(before);
            lists.update(connection, tenant, after);
            record(action, after, reason);
            return after;
        });
    }

    private EntryView lock(Connection connection, TenantId tenant, String list, UUID entryId) {
        return lists.lock(connection, tenant, list, entryId, now()).orElseThrow(ListService::notFound);
    }

    private ListKind require(Connection connection, TenantId tenant, String list) {
        return lists.kind(connection, tenant, list).orElseThrow(ListService::notFound);
    }

    private static PlatformException notFound() {
        return new PlatformException(FinErrorCode.LIST_NOT_FOUND, FinErrorCode.LIST_NOT_FOUND.meaning());
    }

    private void record(String action, EntryView entry, String reason) {
        audit.append(
                action,
                object(entry),
                AuditOutcome.SUCCESS,
                Map.of(
                        "value",
                        entry.value(),
                        "reason",
                        reason,
                        "until",
                        entry.expiresAt() == null ? "" : entry.expiresAt().toString()));
    }

    private static String object(EntryView entry) {
        return "list/" + entry.list() + "/" + entry.entryId();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
