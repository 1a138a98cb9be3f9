package io.trivium.core.connection;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connections that this instance uses. An act is followed at once by the instance that it was done at, and by every other one
 * within {@code platform.connections.poll}; while the database cannot be reached, the last known ones hold. Thread-safe.
 */
@ApplicationScoped
public class Connections {
    private static final Logger LOG = Logger.getLogger(Connections.class);
    private static final int LONGEST_ERROR = 500;

    private final ConnectionStore store;
    private final SecretCipher cipher;
    private final TenantTransactions transactions;
    private final ConnectionsConfig config;
    private final Instance<ConnectionKind> kinds;
    private final InstantSource clock;
    private final Map<String, List<Consumer<List<Connection>>>> followers = new HashMap<>();
    private final Map<UUID, Report> reports = new ConcurrentHashMap<>();
    private final ReentrantLock turn = new ReentrantLock();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("connections").daemon().factory());
    private volatile List<Known> known = List.of();
    private long version = -1;

    Connections(
            ConnectionStore store,
            SecretCipher cipher,
            TenantTransactions transactions,
            ConnectionsConfig config,
            @Any Instance<ConnectionKind> kinds,
            InstantSource clock) {
        this.store = store;
        this.cipher = cipher;
        this.transactions = transactions;
        this.config = config;
        this.kinds = kinds;
        this.clock = clock;
    }

    /** A connection that is not retired and has an approved revision; {@code isActive}: whether it is used. */
    private record Known(Connection connection, boolean isActive) {}

    /** What is to be noted about a connection. */
    private record Report(
            TenantId tenant,
            @Nullable Instant success,
            @Nullable Instant failure,
            @Nullable String error) {}

    void start(@Observes @Priority(100) StartupEvent event) {
        if (kinds.isUnsatisfied()) return;
        refresh();
        long millis = config.poll().toMillis();
        // It ends with the timer, and a round lets nothing out.
        ScheduledFuture<?> _ = timer.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    /** The active connections of a kind, of all organisations, by organisation and name. */
    public List<Connection> active(String kind) {
        return of(kind, known, true);
    }

    /**
     * The connections of a kind that are paused, or whose secrets cannot be decrypted here, of all organisations: for what has to
     * wait for them. Those of the second sort come without secrets.
     */
    public List<Connection> paused(String kind) {
        return of(kind, known, false);
    }

    /** Whether the connection is active or paused; one that was so and is not any more is retired. */
    boolean isKnown(UUID id) {
        return known.stream().anyMatch(each -> each.connection().id().equals(id));
    }

    private static List<Connection> of(String kind, List<Known> all, boolean isActive) {
        return all.stream()
                .filter(each ->
                        each.isActive() == isActive && each.connection().kind().equals(kind))
                .map(Known::connection)
                .toList();
    }

    /**
     * Calls the follower with the active connections of a kind: now, and after each change of any of them. Calls come one at a time.
     * A follower returns soon: it begins and ends work on threads of its own. What it throws is logged.
     */
    public void follow(String kind, Consumer<List<Connection>> follower) {
        turn.lock();
        try {
            followers.computeIfAbsent(kind, _ -> new ArrayList<>()).add(follower);
            call(kind, follower, active(kind));
        } finally {
            turn.unlock();
        }
    }

    /** Notes that the connection was used with success. It is written within a few seconds; call it as often as there is reason. */
    public void succeeded(Connection connection) {
        Instant now = clock.instant();
        reports.merge(
                connection.id(),
                new Report(connection.tenant(), now, null, null),
                (last, next) -> new Report(last.tenant(), now, last.failure(), last.error()));
    }

    /**
     * Notes that the connection failed.
     *
     * @param cause in plain words, without secrets and personal data; cut off after 500 characters
     */
    public void failed(Connection connection, String cause) {
        Instant now = clock.instant();
        String text = cause.replace('\0', '?');
        String kept = text.length() > LONGEST_ERROR ? text.substring(0, LONGEST_ERROR) : text;
        reports.merge(
                connection.id(),
                new Report(connection.tenant(), null, now, kept),
                (last, next) -> new Report(last.tenant(), last.success(), now, kept));
    }

    private void round() {
        refreshOrLog();
        try {
            write();
        } catch (RuntimeException e) {
            LOG.warnf("outcomes of connections could not be stored: %s", e.getMessage());
        }
    }

    /** As {@link #refresh}, for after a commit: a failure does not undo the act, and the next round reads again. */
    void refreshOrLog() {
        try {
            refresh();
        } catch (RuntimeException e) {
            LOG.warnf("connections are as they were last known: %s", e.getMessage());
        }
    }

    /** Reads what changed and calls the followers of kinds that it is about. */
    private void refresh() {
        turn.lock();
        try {
            Optional<List<StoredConnection>> changed = transactions.callAsPlatform(() -> {
                long found = store.version();
                if (found == version) return Optional.empty();
                version = found;
                return Optional.of(store.known());
            });
            changed.ifPresent(this::use);
        } catch (RuntimeException e) {
            version = -1;
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private void use(List<StoredConnection> stored) {
        List<Known> before = known;
        List<Known> after = stored.stream().map(this::opened).toList();
        known = after;
        followers.forEach((kind, all) -> {
            List<Connection> now = of(kind, after, true);
            if (!now.equals(of(kind, before, true))) all.forEach(follower -> call(kind, follower, now));
        });
    }

    private static void call(String kind, Consumer<List<Connection>> follower, List<Connection> now) {
        try {
            follower.accept(now);
        } catch (RuntimeException e) {
            LOG.errorf(e, "a change of the connections of kind %s could not be followed", kind);
        }
    }

    /** One whose secrets cannot be decrypted stays known, so that what waits for it is not deleted as for a retired one. */
    private Known opened(StoredConnection stored) {
        StoredConnection.Revision used = stored.current();
        Optional<Map<String, String>> secrets = secrets(stored, used);
        Connection connection = connection(stored, used, secrets.orElse(Map.of()));
        if (secrets.isEmpty()) {
            LOG.errorf("connection %s (%s) is not used: its secrets cannot be decrypted", stored.name(), stored.kind());
            failed(
                    connection,
                    "Its secrets cannot be decrypted: platform.connections.secret was changed. Enter them again.");
        }
        return new Known(connection, secrets.isPresent() && stored.state() == ConnectionState.ACTIVE);
    }

    /** The secrets of a revision; empty if they cannot be decrypted. */
    Optional<Map<String, String>> secrets(StoredConnection stored, StoredConnection.Revision revision) {
        byte[] sealed = revision.secrets();
        return sealed == null ? Optional.of(Map.of()) : cipher.open(stored.tenant(), stored.id(), sealed);
    }

    static Connection connection(
            StoredConnection stored, StoredConnection.Revision revision, Map<String, String> secrets) {
        return new Connection(
                stored.id(),
                stored.tenant(),
                stored.kind(),
                stored.name(),
                revision.number(),
                new ConnectionSettings(revision.settings(), secrets));
    }

    /** Writes what was reported since the last round: once a round for each connection, however often it is used. */
    private void write() {
        for (UUID id : List.copyOf(reports.keySet())) {
            Report report = reports.remove(id);
            if (report != null) {
                transactions.run(
                        report.tenant(),
                        () -> store.report(report.tenant(), id, report.success(), report.failure(), report.error()));
            }
        }
    }
}
