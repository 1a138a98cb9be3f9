package io.trivium.core.connection;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.connection.ConnectionKind.Problem;
import io.trivium.core.connection.StoredConnection.Pause;
import io.trivium.core.connection.StoredConnection.Revision;
import io.trivium.core.error.CoreErrorCode;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Acts on the connections of the caller's organisation; each is audited in its own transaction. Thread-safe. */
@ApplicationScoped
class ConnectionService {
    private static final String NAME = "[a-z][a-z0-9-]{0,62}";

    private final ConnectionStore store;
    private final Connections connections;
    private final SettingsReader reader;
    private final SecretCipher cipher;
    private final Instance<ConnectionKind> kinds;
    private final ConnectionsConfig config;
    private final TenantTransactions transactions;
    private final TenantContext tenant;
    private final Caller caller;
    private final AuditLog audit;
    private final InstantSource clock;

    ConnectionService(
            ConnectionStore store,
            Connections connections,
            SettingsReader reader,
            SecretCipher cipher,
            @Any Instance<ConnectionKind> kinds,
            ConnectionsConfig config,
            TenantTransactions transactions,
            TenantContext tenant,
            Caller caller,
            AuditLog audit,
            InstantSource clock) {
        this.store = store;
        this.connections = connections;
        this.reader = reader;
        this.cipher = cipher;
        this.kinds = kinds;
        this.config = config;
        this.transactions = transactions;
        this.tenant = tenant;
        this.caller = caller;
        this.audit = audit;
        this.clock = clock;
    }

    /** The kinds of this service, by name. */
    List<ConnectionKind> kinds() {
        return kinds.stream().sorted(Comparator.comparing(ConnectionKind::name)).toList();
    }

    List<StoredConnection> list() {
        TenantId own = tenant.require();
        return transactions.call(own, () -> store.list(own));
    }

    /** Connections of the configuration. */
    List<ConnectionKind.Configured> configured(ConnectionKind kind) {
        TenantId own = tenant.require();
        return kind.configured().stream()
                .filter(each -> each.tenant().equals(own))
                .toList();
    }

    StoredConnection require(UUID id) {
        TenantId own = tenant.require();
        return transactions.call(own, () -> store.find(own, id)).orElseThrow(ConnectionService::notFound);
    }

    /** Proposes a connection; one that needs no second person is active at once. */
    StoredConnection create(String kindName, String name, Map<String, Object> given) {
        TenantId own = tenant.require();
        ConnectionKind kind = kind(kindName);
        UUID id = UUID.randomUUID();
        List<Problem> problems = new ArrayList<>();
        if (!name.matches(NAME)) problems.add(new Problem("name", "must match " + NAME));
        ConnectionSettings settings = reader.read(kind, given, Map.of(), problems);
        check(kind, new Connection(id, own, kindName, name, 1, settings), problems);
        boolean isConfigured = kind.configured().stream()
                .anyMatch(each -> each.tenant().equals(own) && each.name().equals(name));
        transactions.run(own, () -> {
            if (store.count(own) >= config.most()) {
                throw new PlatformException(
                        ConnectionError.TOO_MANY,
                        "The organisation has " + config.most() + " connections already (platform.connections.most).");
            }
            if (isConfigured || !store.add(own, id, kindName, name, clock.instant())) {
                throw new PlatformException(
                        ConnectionError.NAME_TAKEN,
                        "There is a " + kindName + " named " + name + (isConfigured ? " in the configuration" : "")
                                + " already.");
            }
            revise(own, id, kind, name, 1, settings);
        });
        connections.refreshOrLog();
        return require(id);
    }

    /**
     * Makes a new revision. The one that is used stays in use until the new one is approved, where that is needed.
     *
     * @param revision the newest that the caller has seen
     */
    StoredConnection change(UUID id, int revision, Map<String, Object> given) {
        TenantId own = tenant.require();
        StoredConnection before = require(id);
        requireRevision(before, revision);
        ConnectionKind kind = kind(before.kind());
        Optional<Map<String, String>> opened = connections.secrets(before, before.newest());
        Map<String, String> kept = opened.orElse(Map.of());
        List<Problem> problems = new ArrayList<>();
        if (opened.isEmpty()) {
            before.newest().secretNames().stream()
                    .filter(field -> given.get(field) == null)
                    .forEach(field -> problems.add(
                            new Problem("settings." + field, "must be entered again, because it cannot be decrypted")));
        }
        ConnectionSettings settings = reader.read(kind, given, kept, problems);
        ConnectionSettings last = new ConnectionSettings(before.newest().settings(), kept);
        if (problems.isEmpty() && !kind.addresses(settings).equals(kind.addresses(last))) {
            // Otherwise whoever may change a connection could have its secrets sent to a host of their own.
            kept.keySet().stream()
                    .filter(field -> given.get(field) == null)
                    .forEach(field -> problems.add(new Problem(
                            "settings." + field, "must be entered again, because the connection has another address")));
        }
        check(kind, new Connection(id, own, before.kind(), before.name(), revision + 1, settings), problems);
        return act(id, stored -> {
            if (stored.state() == ConnectionState.RETIRED) {
                throw state("The connection is retired; create another one.");
            }
            requireRevision(stored, revision);
            revise(own, id, kind, stored.name(), revision + 1, settings);
        });
    }

    private void revise(
            TenantId own, UUID id, ConnectionKind kind, String name, int number, ConnectionSettings settings) {
        boolean secondPerson = kind.sendsData(settings);
        store.addRevision(
                own,
                id,
                new Revision(
                        number,
                        settings.values(),
                        settings.secrets().isEmpty() ? null : cipher.seal(own, id, settings.secrets()),
                        List.copyOf(settings.secrets().keySet()),
                        caller.name(),
                        clock.instant(),
                        null,
                        null,
                        null));
        record(
                number == 1 ? "connection.create" : "connection.change",
                id,
                Map.of(
                        "kind",
                        kind.name(),
                        "name",
                        name,
                        "revision",
                        number,
                        "settings",
                        settings.values(),
                        "secrets",
                        List.copyOf(settings.secrets().keySet()),
                        "needsApproval",
                        secondPerson));
        if (!secondPerson) store.activate(own, id, kind.claim(settings).orElse(null), null, clock.instant());
    }

    /** Uses the revision that waits; the caller is another person than the one who proposed it. */
    StoredConnection approve(UUID id, int revision) {
        StoredConnection before = require(id);
        recheck(before, pending(before, revision));
        return act(id, stored -> {
            Revision pending = pending(stored, revision);
            if (pending.proposedBy().equals(caller.name())) {
                throw new PlatformException(
                        ConnectionError.SECOND_PERSON, "You proposed this revision; another person has to approve it.");
            }
            String claim = kind(stored.kind())
                    .claim(new ConnectionSettings(pending.settings(), Map.of()))
                    .orElse(null);
            store.activate(stored.tenant(), id, claim, caller.name(), clock.instant());
            record("connection.approve", id, Map.of("revision", revision, "proposedBy", pending.proposedBy()));
        });
    }

    /** Gives the revision up that waits; the one that is used stays in use. */
    StoredConnection reject(UUID id, int revision, String reason) {
        return act(id, stored -> {
            pending(stored, revision);
            store.reject(stored.tenant(), id, caller.name(), clock.instant());
            record("connection.reject", id, Map.of("revision", revision, "reason", reason));
        });
    }

    StoredConnection pause(UUID id, String reason) {
        return act(id, stored -> {
            requireState(stored, ConnectionState.ACTIVE);
            store.setState(
                    stored.tenant(), id, ConnectionState.PAUSED, new Pause(caller.name(), reason), clock.instant());
            record("connection.pause", id, Map.of("reason", reason));
        });
    }

    StoredConnection resume(UUID id) {
        StoredConnection before = require(id);
        requireState(before, ConnectionState.PAUSED);
        recheck(before, before.current());
        return act(id, stored -> {
            requireState(stored, ConnectionState.PAUSED);
            store.setState(stored.tenant(), id, ConnectionState.ACTIVE, null, clock.instant());
            record("connection.resume", id, Map.of());
        });
    }

    StoredConnection retire(UUID id, String reason) {
        return act(id, stored -> {
            if (stored.state() == ConnectionState.RETIRED) throw state("The connection is retired already.");
            store.setState(stored.tenant(), id, ConnectionState.RETIRED, null, clock.instant());
            record("connection.retire", id, Map.of("reason", reason));
        });
    }

    /** Tries the newest revision, used or not. */
    ConnectionKind.TestResult test(UUID id) {
        StoredConnection stored = require(id);
        if (stored.state() == ConnectionState.RETIRED) throw state("The connection is retired.");
        Revision tried = stored.pending().orElse(stored.current());
        Optional<Map<String, String>> secrets = connections.secrets(stored, tried);
        ConnectionKind kind = kind(stored.kind());
        ConnectionKind.TestResult result = secrets.isEmpty()
                ? new ConnectionKind.TestResult(false, 0, "Its secrets cannot be decrypted; enter them again.")
                : kind.test(Connections.connection(stored, tried, secrets.orElseThrow()));
        transactions.run(
                stored.tenant(),
                () -> audit.append(
                        "connection.test",
                        "connection/" + id,
                        result.ok() ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                        Map.of("revision", tried.number())));
        return result;
    }

    private StoredConnection act(UUID id, Consumer<StoredConnection> act) {
        TenantId own = tenant.require();
        StoredConnection after = transactions.call(own, () -> {
            act.accept(store.lock(own, id).orElseThrow(ConnectionService::notFound));
            return store.find(own, id).orElseThrow();
        });
        connections.refreshOrLog();
        return after;
    }

    private void recheck(StoredConnection stored, Revision revision) {
        Map<String, String> secrets = connections
                .secrets(stored, revision)
                .orElseThrow(() -> state("Its secrets cannot be decrypted; enter them again in a new revision."));
        check(kind(stored.kind()), Connections.connection(stored, revision, secrets), new ArrayList<>());
    }

    private void check(ConnectionKind kind, Connection connection, List<Problem> problems) {
        reader.check(kind, connection, problems);
        if (problems.isEmpty()) return;
        Set<String> fields = new HashSet<>();
        List<Map<String, String>> violations = problems.stream()
                .filter(problem -> fields.add(problem.field()))
                .map(problem -> Map.of("field", problem.field(), "message", problem.message()))
                .toList();
        Problem first = problems.getFirst();
        throw new PlatformException(
                CoreErrorCode.CONSTRAINT_VIOLATION,
                first.field() + " " + first.message() + (fields.size() == 1 ? "." : "; see violations for all."),
                Map.of("violations", violations));
    }

    private void record(String action, UUID id, Map<String, ?> details) {
        audit.append(action, "connection/" + id, AuditOutcome.SUCCESS, details);
    }

    private static Revision pending(StoredConnection stored, int revision) {
        Revision pending = stored.pending().orElseThrow(() -> state("No revision waits for approval."));
        requireRevision(stored, revision);
        return pending;
    }

    private static void requireRevision(StoredConnection stored, int revision) {
        if (stored.newest().number() != revision) {
            throw new PlatformException(
                    ConnectionError.REVISION,
                    "The newest revision is " + stored.newest().number() + ", not " + revision + ".",
                    Map.of("revision", stored.newest().number()));
        }
    }

    private static void requireState(StoredConnection stored, ConnectionState needed) {
        if (stored.state() != needed) {
            throw state("The connection is " + stored.state().word() + ", not " + needed.word() + ".");
        }
    }

    private ConnectionKind kind(String name) {
        return kinds.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlatformException(
                        ConnectionError.NOT_FOUND,
                        "This service has no such kind of connection; it has "
                                + String.join(
                                        ", ",
                                        kinds().stream()
                                                .map(ConnectionKind::name)
                                                .toList()) + "."));
    }

    private static PlatformException notFound() {
        return new PlatformException(ConnectionError.NOT_FOUND, "The caller's organisation has no such connection.");
    }

    private static PlatformException state(String detail) {
        return new PlatformException(ConnectionError.STATE, detail);
    }
}
