package io.trivium.core.connection;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps one link open for each active connection of a kind. A link is opened, closed and opened again with new settings without
 * the others; one that cannot be opened is tried again every few seconds. All calls to a {@link Opener} and its links come from
 * one thread. Thread-safe.
 */
public final class RunningLinks implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RunningLinks.class);
    private static final long TICK_S = 5;

    private final Connections connections;
    private final String kind;
    private final Opener opener;
    private final Map<UUID, Running> running = new HashMap<>();
    /** Connections that this instance has closed, and may be resumed. */
    private final Map<UUID, Connection> closed = new HashMap<>();

    private final ScheduledExecutorService thread;
    private List<Connection> wanted = List.of();

    /** Opens the links of a kind. */
    public interface Opener {

        /**
         * Opens a link.
         *
         * @throws IOException when it cannot be opened now; the message says why
         */
        Link open(Connection connection) throws IOException;

        /** Removes what a retired connection has left; its link is closed. */
        default void forget(Connection connection) {}
    }

    /** An open link. */
    public interface Link {

        /** Why nothing comes or goes by it; empty if it works. */
        Optional<String> problem();

        /** Closes it so that nothing is lost that another link with the same settings can get later. */
        void close();
    }

    private record Running(Connection connection, Link link) {}

    /** Links that are not open before {@link #start}. */
    public RunningLinks(Connections connections, String kind, Opener opener) {
        this.connections = connections;
        this.kind = kind;
        this.opener = opener;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("connections-" + kind).daemon().factory());
    }

    /** Opens the links, and follows every change from now on. */
    public void start() {
        connections.follow(kind, this::follow);
        // It ends with the thread, and tick lets nothing out.
        ScheduledFuture<?> _ = thread.scheduleWithFixedDelay(this::tick, TICK_S, TICK_S, TimeUnit.SECONDS);
    }

    private void follow(List<Connection> active) {
        try {
            thread.execute(() -> adapt(active));
        } catch (RejectedExecutionException e) {
            LOG.debugf(e, "the service stops; the connections of kind %s are not followed", kind);
        }
    }

    private void adapt(List<Connection> active) {
        wanted = active;
        for (Running each : List.copyOf(running.values())) {
            if (!active.contains(each.connection())) {
                running.remove(each.connection().id());
                close(each);
                closed.put(each.connection().id(), each.connection());
            }
        }
        openMissing();
        forgetRetired();
    }

    private void tick() {
        openMissing();
        forgetRetired();
        for (Running each : running.values()) {
            try {
                each.link()
                        .problem()
                        .ifPresentOrElse(
                                why -> connections.failed(each.connection(), why),
                                () -> connections.succeeded(each.connection()));
            } catch (RuntimeException e) {
                LOG.errorf(
                        e,
                        "the state of connection %s is not known",
                        each.connection().name());
            }
        }
    }

    private void openMissing() {
        for (Connection connection : wanted) {
            if (running.containsKey(connection.id())) continue;
            try {
                running.put(connection.id(), new Running(connection, opener.open(connection)));
                closed.remove(connection.id());
            } catch (IOException | RuntimeException e) {
                LOG.warnf("connection %s (%s) is not open: %s", connection.name(), kind, e.getMessage());
                connections.failed(connection, String.valueOf(e.getMessage()));
            }
        }
    }

    private void forgetRetired() {
        for (Connection connection : List.copyOf(closed.values())) {
            // What is wanted may be older than what is known: a connection may have been resumed since.
            if (!connections.isKnown(connection.id())) {
                closed.remove(connection.id());
                try {
                    opener.forget(connection);
                } catch (RuntimeException e) {
                    LOG.warnf("connection %s (%s) leaves something: %s", connection.name(), kind, e.getMessage());
                }
            }
        }
    }

    private static void close(Running each) {
        try {
            each.link().close();
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "connection %s was not closed as it should be",
                    each.connection().name());
        }
    }

    /** Closes all links and follows nothing any more. */
    @Override
    public void close() {
        try {
            thread.execute(() -> {
                wanted = List.of();
                running.values().forEach(RunningLinks::close);
                running.clear();
            });
        } catch (RejectedExecutionException e) {
            LOG.debugf(e, "the links of kind %s are closed already", kind);
        }
        thread.close();
    }
}
