package io.trivium.industrial.opcua;

import io.trivium.core.testing.FreePorts;
import io.trivium.industrial.opcua.server.PushServer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.eclipse.milo.opcua.sdk.server.Session;
import org.eclipse.milo.opcua.sdk.server.servicesets.impl.DefaultSubscriptionServiceSet;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.Stack;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.TransferSubscriptionsRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.TransferSubscriptionsResponse;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/** A real OPC UA server that is restarted, forgets, refuses and outlives its certificate at will. */
final class OpcUaServerFixture implements AutoCloseable {
    static final String LINE = "urn:test:line";
    static final String USER = "reader";
    static final String PASSWORD = "let me read";
    private static final String URI = "urn:test:server";

    private final int port = FreePorts.next();
    private X509Certificate certificate = valid(Instant.now().plus(Duration.ofDays(365)));
    private List<String> namespaces = List.of(LINE);
    private List<List<String>> paths = List.of();
    private boolean isClientRefused;
    private @Nullable PushServer server;

    static {
        // Every test comes from loopback, several times a second.
        Stack.ConnectionLimits.RATE_LIMIT_ENABLED = false;
    }

    private static X509Certificate valid(Instant until) {
        try {
            return new SelfSignedCertificateGenerator()
                    .generateSelfSigned(
                            OwnKeys.KEYS,
                            Date.from(until.minus(Duration.ofDays(730))),
                            Date.from(until),
                            "Test server",
                            "Trivium",
                            null,
                            null,
                            null,
                            null,
                            URI,
                            List.of("localhost"),
                            List.of("127.0.0.1"),
                            SelfSignedCertificateBuilder.SA_SHA256_RSA);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    X509Certificate certificate() {
        return certificate;
    }

    String address() {
        return "opc.tcp://127.0.0.1:" + port + "/line";
    }

    /** From its next start on, its certificate ends then. */
    OpcUaServerFixture validUntil(Instant end) {
        certificate = valid(end);
        return this;
    }

    /** From its next start on, it has these namespaces from index 2 on. */
    OpcUaServerFixture namespaces(String... uris) {
        namespaces = List.of(uris);
        return this;
    }

    /** From its next start on, it lets no client's certificate in. */
    OpcUaServerFixture refusingClients() {
        isClientRefused = true;
        return this;
    }

    /** Starts with these variables below Objects, such as {@code Cell1/current}; their first value is 0. */
    OpcUaServerFixture start(String... variables) {
        paths = new ArrayList<>();
        for (String variable : variables) paths.add(List.of(variable.split("/", -1)));
        start();
        return this;
    }

    private void start() {
        PushServer started = new PushServer(
                new PushServer.Settings(
                        port,
                        "/line",
                        URI,
                        OwnKeys.KEYS,
                        certificate,
                        (chain, uri, hosts) -> {
                            if (isClientRefused) throw new UaException(StatusCodes.Bad_CertificateUntrusted);
                        },
                        USER,
                        PASSWORD),
                namespaces);
        for (List<String> path : paths) started.add(LINE, path, NodeIds.Double, at(0.0, Instant.now()));
        started.start();
        server = started;
    }

    void stop() {
        running().close();
        server = null;
    }

    /** Stops and starts: sessions, subscriptions and what they had queued are gone. */
    void restart() {
        stop();
        start();
    }

    /** Ends all sessions, as when they have timed out; subscriptions stay for who takes them over. */
    void dropSessions() {
        endSessions(false);
    }

    /** Ends all sessions and deletes their subscriptions. */
    void forget() {
        endSessions(true);
    }

    private void endSessions(boolean withSubscriptions) {
        for (Session session : running().milo().getSessionManager().getAllSessions()) {
            running().milo().getSessionManager().killSession(session.getSessionId(), withSubscriptions);
        }
    }

    /** Answers requests to transfer subscriptions like servers that cannot. */
    void refuseTransfers() {
        running()
                .milo()
                .addServiceSet(
                        "/line", new DefaultSubscriptionServiceSet(running().milo()) {
                            @Override
                            public TransferSubscriptionsResponse onTransferSubscriptions(
                                    ServiceRequestContext context, TransferSubscriptionsRequest request)
                                    throws UaException {
                                throw new UaException(StatusCodes.Bad_ServiceUnsupported);
                            }
                        });
    }

    /** Notifications that were sent and are not acknowledged, of all subscriptions. */
    int unacknowledged() {
        return running().milo().getSubscriptions().values().stream()
                .mapToInt(subscription -> subscription.getAvailableSequenceNumbers().length)
                .sum();
    }

    int subscriptions() {
        return running().milo().getSubscriptions().size();
    }

    int items() {
        return running().milo().getSubscriptions().values().stream()
                .mapToInt(subscription -> subscription.getMonitoredItems().size())
                .sum();
    }

    void push(String variable, DataValue value) {
        running().push(LINE, List.of(variable.split("/", -1)), value);
    }

    static DataValue at(Object value, Instant time) {
        return at(value, StatusCode.GOOD, time);
    }

    static DataValue at(@Nullable Object value, StatusCode status, Instant time) {
        DateTime at = new DateTime(time);
        return new DataValue(value == null ? Variant.NULL_VALUE : Variant.of(value), status, at, at);
    }

    private PushServer running() {
        return Objects.requireNonNull(server, "the server is stopped");
    }

    @Override
    public void close() {
        if (server != null) stop();
    }
}
