package io.trivium.fin.iso;

import io.quarkus.tls.TlsConfigurationRegistry;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.MappedSettings;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** TCP ports on which card networks send ISO 8583 messages; the settings are those of {@link Iso8583Config.Link}. */
@ApplicationScoped
class Iso8583Kind implements ConnectionKind {
    static final String NAME = "iso8583-link";
    private static final String PREFIX = "platform.fin.iso8583.links.managed.";
    private static final int FIRST_PORT = 1024;

    private final Iso8583Config config;
    private final TlsConfigurationRegistry certificates;
    private final Connections connections;

    Iso8583Kind(Iso8583Config config, TlsConfigurationRegistry certificates, Connections connections) {
        this.config = config;
        this.certificates = certificates;
        this.connections = connections;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ConnectionField> fields() {
        return List.of(
                ConnectionField.text("address", "IP address to listen on; beyond this machine it needs TLS or peers.")
                        .matching("[0-9a-fA-F.:]{2,45}")
                        .withInitial("127.0.0.1"),
                ConnectionField.number("port", FIRST_PORT, 65_535, "TCP port to listen on.")
                        .asRequired(),
                ConnectionField.choice(
                                "header",
                                List.of("binary-2", "ascii-4"),
                                "Length before each message: two bytes, or four decimal digits.")
                        .withInitial("binary-2"),
                ConnectionField.number("maxConnections", 1, 1_000, "Connections open at a time.")
                        .withInitial(16L),
                ConnectionField.number("maxInFlight", 1, 10_000, "Messages of one connection in work at a time.")
                        .withInitial(64L),
                ConnectionField.text("idle", "Silence after which a connection is closed.")
                        .matching("\\d{1,6}(s|m|h)")
                        .withInitial("5m"),
                ConnectionField.flag(
                        "requireSignOn", "Whether payments are answered 91 until the connection has signed on (0800)."),
                ConnectionField.list("peers", "IP addresses that may connect; none: all.")
                        .matching("[0-9a-fA-F.:]{2,45}"),
                ConnectionField.text(
                        "tlsConfiguration",
                        "TLS configuration of the service (quarkus.tls) with key and trust store; peers need a certificate."));
    }

    /** Who connects has payments decided, and reverses them. */
    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return true;
    }

    /** The service listens; it connects to nothing. */
    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return List.of();
    }

    @Override
    public List<Problem> check(Connection connection) {
        List<Problem> problems = new ArrayList<>();
        Iso8583Config.Link link;
        InetAddress address;
        try {
            link = settings(connection);
            address = InetAddress.ofLiteral(link.address());
        } catch (IllegalArgumentException e) {
            return List.of(new Problem("address", "must be an IP address: " + e.getMessage()));
        }
        for (String peer : link.peers().orElse(List.of())) {
            try {
                var _ = InetAddress.ofLiteral(peer);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem("peers", "must be IP addresses: " + e.getMessage()));
            }
        }
        if (!Iso8583Links.isProtected(link, address)) {
            problems.add(new Problem(
                    "address",
                    "must be of this machine alone (127.0.0.1) where there are neither peers nor a TLS configuration"));
        }
        link.tlsConfiguration()
                .filter(tls -> certificates.get(tls).isEmpty())
                .ifPresent(tls -> problems.add(new Problem(
                        "tlsConfiguration",
                        "must be a TLS configuration of the service; there is no quarkus.tls." + tls)));
        boolean isTaken = connections.active(NAME).stream()
                .filter(other -> !other.id().equals(connection.id()))
                .anyMatch(other -> settings(other).port() == link.port());
        if (isTaken) problems.add(new Problem("port", "must be a port that no other link has"));
        return problems;
    }

    /** Whether the port is open, or can be opened. */
    @Override
    public TestResult test(Connection connection) {
        long start = System.nanoTime();
        Iso8583Config.Link link = settings(connection);
        boolean isOpen = connections.active(NAME).stream()
                .anyMatch(active -> active.id().equals(connection.id())
                        && settings(active).port() == link.port()
                        && settings(active).address().equals(link.address()));
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(link.address()), link.port()));
            return isOpen
                    ? new TestResult(
                            false, millis(start), "The link is active, and does not listen yet; see its last error.")
                    : new TestResult(true, millis(start), "The service can listen on " + where(link) + ".");
        } catch (IOException e) {
            return isOpen
                    ? new TestResult(true, millis(start), "The service listens on " + where(link) + ".")
                    : new TestResult(
                            false,
                            millis(start),
                            "The service cannot listen on " + where(link) + ": " + e.getMessage()
                                    + ". Choose another port or address.");
        }
    }

    private static String where(Iso8583Config.Link link) {
        return link.address() + ", port " + link.port();
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public List<Configured> configured() {
        List<Configured> configured = new ArrayList<>();
        config.links()
                .forEach((name, link) -> configured.add(new Configured(
                        new TenantId(link.tenant()),
                        name,
                        new ConnectionSettings(
                                Map.of("address", link.address(), "port", (long) link.port()), Map.of()))));
        return configured;
    }

    /**
     * The settings as the configuration has them.
     *
     * @throws IllegalArgumentException when they cannot be used
     */
    static Iso8583Config.Link settings(Connection connection) {
        Map<String, String> keys = new TreeMap<>(MappedSettings.keys(connection.settings()));
        keys.put("tenant", connection.tenant().value());
        return Objects.requireNonNull(
                MappedSettings.read(Iso8583Config.class, PREFIX, keys).links().get("managed"));
    }
}
