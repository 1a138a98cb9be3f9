package io.trivium.industrial.notification;

import io.trivium.core.config.PlatformConfig;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.connection.OutboundAddresses;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Mail servers by which an organisation's alarms are sent, instead of the one in the configuration. */
@ApplicationScoped
class MailServerKind implements ConnectionKind {
    static final String NAME = "mail-server";
    private static final int SUBMISSION = 587;
    private static final Duration TEST = Duration.ofSeconds(5);

    private final PlatformConfig platform;
    private final OutboundAddresses addresses;

    MailServerKind(PlatformConfig platform, OutboundAddresses addresses) {
        this.platform = platform;
        this.addresses = addresses;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ConnectionField> fields() {
        return List.of(
                ConnectionField.text("host", "Host name or address of the mail server.")
                        .asRequired(),
                ConnectionField.number("port", 1, 65_535, "TCP port: 587 for submission, 465 for TLS.")
                        .withInitial((long) SUBMISSION),
                ConnectionField.choice(
                                "security",
                                List.of("starttls", "tls", "none"),
                                "Protection of the connection; none only for this machine.")
                        .withInitial("starttls"),
                ConnectionField.text("user", "User name; none for a server without authentication."),
                ConnectionField.secret("password", "Password of the user."),
                ConnectionField.text("from", "Sender of the e-mails.")
                        .matching("[^\\s@]+@[^\\s@]+")
                        .asRequired());
    }

    /** Alarms leave the organisation. */
    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return true;
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return List.of(new Address("host", settings.requireText("host"), settings.requireNumber("port")));
    }

    @Override
    public List<Problem> check(Connection connection) {
        List<Problem> problems = new ArrayList<>();
        MailServer server = MailServer.of(connection);
        boolean isLocal = server.host().equals("localhost") || server.host().matches("127(\\.\\d{1,3}){3}");
        if (server.security() == NotificationConfig.MailSecurity.NONE && !isLocal && !platform.demo()) {
            problems.add(new Problem("security", "must be starttls or tls for another host"));
        }
        if (server.password() != null && server.user() == null) {
            problems.add(new Problem("user", "must be set where there is a password"));
        }
        return problems;
    }

    /** Connects and authenticates; sends nothing. */
    @Override
    public TestResult test(Connection connection) {
        long start = System.nanoTime();
        MailServer server = MailServer.of(connection);
        try (Transport transport = server.session(TEST).getTransport()) {
            server.check(addresses);
            server.connect(transport);
            return result(
                    start,
                    true,
                    "The mail server accepts the connection" + (server.user() == null ? "." : " and the user."));
        } catch (AuthenticationFailedException e) {
            return result(start, false, "The mail server refuses the user: check user and password.");
        } catch (IOException | MessagingException e) {
            return result(start, false, "The mail server cannot be used: " + e.getMessage());
        }
    }

    private static TestResult result(long start, boolean ok, String detail) {
        return new TestResult(ok, (System.nanoTime() - start) / 1_000_000, detail);
    }
}
