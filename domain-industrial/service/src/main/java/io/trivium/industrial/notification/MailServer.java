package io.trivium.industrial.notification;

import io.trivium.core.connection.Connection;
import io.trivium.core.connection.OutboundAddresses;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A mail server (SMTP submission, RFC 6409).
 *
 * @param user null for a server without authentication
 * @param connection null for the server of the configuration
 */
record MailServer(
        String host,
        int port,
        NotificationConfig.MailSecurity security,
        @Nullable String user,
        @Nullable String password,
        String from,
        @Nullable Connection connection) {

    static Optional<MailServer> of(NotificationConfig config) {
        if (config.mailHost().isEmpty() || config.mailFrom().isEmpty()) return Optional.empty();
        return Optional.of(new MailServer(
                config.mailHost().orElseThrow(),
                config.mailPort(),
                config.mailSecurity(),
                config.mailUser().orElse(null),
                config.mailPassword().orElse(null),
                config.mailFrom().orElseThrow(),
                null));
    }

    static MailServer of(Connection managed) {
        return new MailServer(
                managed.settings().requireText("host"),
                managed.settings().requireNumber("port"),
                NotificationConfig.MailSecurity.valueOf(
                        managed.settings().requireText("security").toUpperCase(Locale.ROOT)),
                managed.settings().text("user").orElse(null),
                managed.settings().secret("password").orElse(null),
                managed.settings().requireText("from"),
                managed);
    }

    /** Refuses a managed server whose address must not be connected to. */
    void check(OutboundAddresses addresses) throws IOException {
        if (connection != null) {
            var _ = addresses.resolve(host, port);
        }
    }

    void connect(Transport transport) throws MessagingException {
        transport.connect(user, password);
    }

    Session session(Duration timeout) {
        Properties properties = new Properties();
        boolean tls = security == NotificationConfig.MailSecurity.TLS;
        String protocol = tls ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        boolean startTls = security == NotificationConfig.MailSecurity.STARTTLS;
        String millis = Long.toString(timeout.toMillis());
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty(prefix + "host", host);
        properties.setProperty(prefix + "port", Integer.toString(port));
        properties.setProperty(prefix + "auth", Boolean.toString(user != null));
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(startTls));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(startTls));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "connectiontimeout", millis);
        properties.setProperty(prefix + "timeout", millis);
        properties.setProperty(prefix + "writetimeout", millis);
        return Session.getInstance(properties);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailServer[" + host + ":" + port + "]";
    }
}
