package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaSession;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.sdk.client.UaSession;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.structured.CloseSessionRequest;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server, for ever: Milo brings a session back over a loss of up to twice the request-timeout; what takes
 * longer, as a new certificate does, begins from the server's endpoints again. A session is given up without its subscription,
 * which the next one takes over.
 */
final class ServerConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ServerConnection.class);
    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;
    private static final long FAREWELL_MS = 2_000;
    private static final String CONNECTED = "connected";

    private final String name;
    private final OpcUaConfig.Server config;
    private final ServerEndpoint endpoint;
    private final NodeFinder finder;
    private final ServerSubscription subscription;
    /** Runs what may wait for the server's answers. */
    private final ScheduledExecutorService sessions;
    /** The subscription's thread. */
    private final ScheduledExecutorService readings;

    private volatile @Nullable OpcUaClient client;
    private @Nullable OpcUaSession session;
    private long pauseMs = FIRST_PAUSE_MS;
    private volatile String state = "not connected yet";

    ServerConnection(
            String name,
            OpcUaConfig.Server config,
            ServerEndpoint endpoint,
            NodeFinder finder,
            ServerSubscription subscription,
            ScheduledExecutorService sessions,
            ScheduledExecutorService readings) {
        this.name = name;
        this.config = config;
        this.endpoint = endpoint;
        this.finder = finder;
        this.subscription = subscription;
        this.sessions = sessions;
        this.readings = readings;
    }

    void start() {
        sessions.execute(this::connect);
        long browseMs = Math.max(1_000, config.browseInterval().toMillis());
        var _ = sessions.scheduleWithFixedDelay(this::lookAgain, browseMs, browseMs, TimeUnit.MILLISECONDS);
        var _ = readings.scheduleWithFixedDelay(
                () -> {
                    if (subscription.isStuck()) restart("the server answers nothing any more");
                },
                1,
                1,
                TimeUnit.SECONDS);
    }

    /** {@code connected}, or why not. */
    String state() {
        return state;
    }

    boolean isConnected() {
        return state.equals(CONNECTED);
    }

    /** Restarts the connection after a short delay. */
    void restart(String why) {
        OpcUaClient which = client;
        later(
                () -> {
                    if (which != null && which.equals(client)) {
                        away(why);
                        leave();
                        connect();
                    }
                },
                0);
    }

    private void connect() {
        try {
            OpcUaClient made = endpoint.client();
            client = made;
            made.addSessionActivityListener(new Sessions(made));
            made.connectAsync().get(2 * config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (UaException e) {
            failed(e);
        } catch (ExecutionException e) {
            UaException failure = UaException.extract(e)
                    .orElseGet(() -> new UaException(StatusCodes.Bad_UnexpectedError, e.getCause()));
            endpoint.noteRefusal(failure);
            failed(failure);
        } catch (TimeoutException e) {
            failed(new UaException(StatusCodes.Bad_Timeout, "no session within twice the request-timeout", e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "server %s: connecting failed", name);
            failed(new UaException(StatusCodes.Bad_UnexpectedError, e));
        }
    }

    private void failed(UaException failure) {
        away(NodeValue.name(failure.getStatusCode()) + ", " + failure.getMessage());
        leave();
        later(this::connect, pauseMs);
        pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
    }

    private void away(String why) {
        if (!state.equals(why)) LOG.warnf("the server %s at %s is away: %s", name, config.endpoint(), why);
        state = why;
    }

    /** A session is there: a first one, the same again, or another. */
    private void arrived(OpcUaClient of) {
        if (!of.equals(client)) return;
        try {
            OpcUaSession active = of.getSession();
            session = active;
            Map<MonitoredNode, NodeId> nodes = finder.find(of);
            onReadings(() -> subscription.attach(of, active, nodes));
            pauseMs = FIRST_PAUSE_MS;
            state = CONNECTED;
            LOG.infof("connected to the server %s at %s, %d nodes", name, config.endpoint(), nodes.size());
        } catch (UaException e) {
            failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "server %s: subscribing failed", name);
            failed(new UaException(StatusCodes.Bad_UnexpectedError, e));
        }
    }

    private void lookAgain() {
        OpcUaClient here = client;
        if (here == null || !isConnected()) return;
        try {
            Map<MonitoredNode, NodeId> nodes = finder.find(here);
            onReadings(() -> subscription.adapt(nodes));
        } catch (UaException e) {
            LOG.warnf("server %s: the folders cannot be looked through for the moment: %s", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "server %s: looking for new variables failed", name);
        }
    }

    /** Work on the subscription. */
    private interface Work {
        void run() throws UaException;
    }

    private void onReadings(Work work) throws UaException, InterruptedException {
        Future<?> done = readings.submit(() -> {
            work.run();
            return true;
        });
        try {
            done.get();
        } catch (ExecutionException e) {
            throw UaException.extract(e)
                    .orElseGet(() -> new UaException(StatusCodes.Bad_UnexpectedError, e.getCause()));
        }
    }

    private void later(Runnable work, long afterMs) {
        try {
            var _ = sessions.schedule(work, afterMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the service stops", e);
        }
    }

    /**
     * Gives the client up and leaves the subscription at the server. Milo would delete it with the session: so the
     * session is closed without it first, and the channel before Milo can send anything else.
     */
    private void leave() {
        OpcUaClient left = client;
        OpcUaSession open = session;
        client = null;
        session = null;
        if (left == null) return;
        try {
            onReadings(subscription::detach);
            if (open != null) {
                await(left.sendRequestAsync(new CloseSessionRequest(
                        left.newRequestHeader(open.getAuthenticationToken(), uint(FAREWELL_MS)), false)));
            }
        } catch (UaException e) {
            LOG.debugf(e, "server %s: the session was not closed", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            await(end(left));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the channel, and after it the client, also where no thread waits for that. */
    private static Future<?> end(OpcUaClient left) {
        return left.getTransport()
                .disconnect()
                .handle((gone, failure) -> left)
                .thenCompose(OpcUaClient::disconnectAsync);
    }

    private static void await(Future<?> farewell) throws InterruptedException {
        try {
            farewell.get(FAREWELL_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the other side does not say good-bye", e);
        }
    }

    @Override
    public void close() {
        try {
            await(sessions.submit(this::leave));
            // Ends what the thread waits for, such as an answer of a server that is away.
            sessions.shutdownNow();
            boolean _ = sessions.awaitTermination(FAREWELL_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sessions.shutdownNow();
        }
        readings.shutdownNow();
        OpcUaClient left = client;
        client = null;
        if (left != null) {
            var _ = end(left);
        }
    }

    /** Receives Milo's events of a client's sessions; events of an abandoned client are ignored. */
    private final class Sessions implements SessionActivityListener {
        private final OpcUaClient of;

        Sessions(OpcUaClient of) {
            this.of = of;
        }

        @Override
        public void onSessionActive(UaSession active) {
            later(() -> arrived(of), 0);
        }

        @Override
        public void onSessionInactive(UaSession lost) {
            later(
                    () -> {
                        if (of.equals(client)) {
                            away("the session is lost");
                            session = null;
                            readings.execute(subscription::detach);
                            later(this::giveUp, 2 * config.requestTimeout().toMillis());
                        }
                    },
                    0);
        }

        private void giveUp() {
            if (of.equals(client) && !isConnected()) {
                leave();
                connect();
            }
        }
    }
}
