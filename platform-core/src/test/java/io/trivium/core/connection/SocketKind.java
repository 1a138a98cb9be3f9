package io.trivium.core.connection;

import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A TCP server, of which this test application can have any number; data leaves by it unless it is internal. */
@ApplicationScoped
public class SocketKind implements ConnectionKind {
    private final OutboundAddresses outbound;

    SocketKind(OutboundAddresses outbound) {
        this.outbound = outbound;
    }

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public List<ConnectionField> fields() {
        return List.of(
                ConnectionField.text("host", "Host of the server.").asRequired(),
                ConnectionField.number("port", 1, 65535, "Its port.").asRequired(),
                ConnectionField.flag("internal", "Whether no data leaves by it."),
                ConnectionField.list("topics", "What is sent.").of(List.of("a", "b")),
                ConnectionField.choice("mode", List.of("plain", "tls"), "How it is reached.")
                        .withInitial("plain"),
                ConnectionField.secret("password", "What the server asks for."));
    }

    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return !settings.flag("internal");
    }

    @Override
    public List<Problem> check(Connection connection) {
        return connection.settings().requireNumber("port") == 666
                ? List.of(new Problem("port", "must be another one"))
                : List.of();
    }

    /** A port from 5000 to 5009 is one connection's alone. */
    @Override
    public Optional<String> claim(ConnectionSettings settings) {
        int port = settings.requireNumber("port");
        return port >= 5000 && port < 5010 ? Optional.of("port " + port) : Optional.empty();
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return List.of(new Address("host", settings.requireText("host"), settings.requireNumber("port")));
    }

    @Override
    public TestResult test(Connection connection) {
        ConnectionSettings settings = connection.settings();
        try (Socket socket = new Socket()) {
            socket.connect(outbound.resolve(settings.requireText("host"), settings.requireNumber("port")), 2000);
            return new TestResult(true, 1, "It answered.");
        } catch (IOException e) {
            return new TestResult(false, 1, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public List<Configured> configured() {
        return List.of(new Configured(
                new TenantId("demo-bank"),
                "built-in",
                new ConnectionSettings(
                        Map.of("host", "10.0.0.1", "port", 1L), Map.of("password", "of the configuration"))));
    }
}
