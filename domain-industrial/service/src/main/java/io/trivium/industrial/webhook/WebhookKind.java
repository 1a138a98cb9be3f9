package io.trivium.industrial.webhook;

import io.trivium.core.config.PlatformConfig;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Receivers of work orders, and of alarms where a notification plan names the same address. */
@ApplicationScoped
public class WebhookKind implements ConnectionKind {
    public static final String NAME = "webhook";
    static final String URL = "url";
    static final String SECRET = "secret";
    private static final String WORK_ORDERS = "workOrders";
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final Duration TEST = Duration.ofSeconds(10);

    private final PlatformConfig platform;
    private final WebhookCall call;

    WebhookKind(PlatformConfig platform, WebhookCall call) {
        this.platform = platform;
        this.call = call;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ConnectionField> fields() {
        return List.of(
                ConnectionField.text(URL, "Address to which messages are sent by POST; https but for this machine.")
                        .matching("https?://[^\\s@]+")
                        .asRequired(),
                ConnectionField.secret(SECRET, "Key of the signature (HMAC-SHA-256), shared with the receiver.")
                        .within(16, 200)
                        .asRequired(),
                ConnectionField.flag(WORK_ORDERS, "Whether every change of a work order is sent."));
    }

    /** Work orders and alarms leave the organisation. */
    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return true;
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        URI url = URI.create(settings.requireText(URL));
        return List.of(new Address(URL, url.getHost(), port(url)));
    }

    static int port(URI url) {
        if (url.getPort() >= 0) return url.getPort();
        return "https".equals(url.getScheme()) ? HTTPS_PORT : HTTP_PORT;
    }

    @Override
    public List<Problem> check(Connection connection) {
        List<Problem> problems = new ArrayList<>();
        try {
            URI url = new URI(connection.settings().requireText(URL));
            if (url.getHost() == null) {
                problems.add(new Problem(URL, "must name a host"));
            } else if (!"https".equals(url.getScheme()) && !platform.demo() && !isLoopback(url.getHost())) {
                problems.add(new Problem(URL, "must begin with https:// for another host"));
            }
        } catch (URISyntaxException e) {
            problems.add(new Problem(URL, "must be an address: " + e.getMessage()));
        }
        return problems;
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Sends a message without data, signed as all are. */
    @Override
    public TestResult test(Connection connection) {
        long start = System.nanoTime();
        String body = "{\"tenantId\":\"" + connection.tenant().value() + "\",\"event\":\"test\"}";
        Optional<String> failure = call.send(connection, TEST, "test-" + connection.id(), body);
        return new TestResult(
                failure.isEmpty(),
                (System.nanoTime() - start) / 1_000_000,
                failure.orElse("The receiver took a message with the event \"test\"."));
    }

    /** Of these connections, those of an organisation. */
    public static Stream<Connection> of(TenantId tenant, List<Connection> all) {
        return all.stream().filter(each -> each.tenant().equals(tenant));
    }

    /** Whether the receiver takes work orders. */
    public static boolean takesWorkOrders(Connection receiver) {
        return receiver.settings().flag(WORK_ORDERS);
    }

    /** Whether the receiver has this address. */
    public static boolean isAt(Connection receiver, String address) {
        return receiver.settings().requireText(URL).equals(address);
    }
}
