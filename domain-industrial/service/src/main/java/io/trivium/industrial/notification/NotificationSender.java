package io.trivium.industrial.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.webhook.WebhookCall;
import io.trivium.industrial.webhook.WebhookKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends one notification, by SMTP or as a signed POST, to the organisation's own server or receiver or to a configured one. Holds no
 * transaction. Thread-safe.
 */
@ApplicationScoped
class NotificationSender {
    private static final Logger LOG = Logger.getLogger(NotificationSender.class);

    private final NotificationConfig config;
    private final InstantSource clock;
    private final Connections connections;
    private final OutboundAddresses addresses;
    private final WebhookCall call;
    private final ObjectMapper json = StrictJson.mapper();

    NotificationSender(
            NotificationConfig config,
            InstantSource clock,
            Connections connections,
            OutboundAddresses addresses,
            WebhookCall call) {
        this.config = config;
        this.clock = clock;
        this.connections = connections;
        this.addresses = addresses;
        this.call = call;
    }

    /** Why nothing can be sent there; empty if it can. */
    Optional<String> refusal(TenantId tenant, NotificationPlan.Step step) {
        return switch (step.channel()) {
            case EMAIL -> NotificationPolicy.mail(mailServer(tenant).isPresent(), step.target());
            case WEBHOOK ->
                receiver(tenant, step).isPresent()
                        ? Optional.empty()
                        : NotificationPolicy.webhook(config, tenant.value(), step.target());
        };
    }

    private Optional<Connection> receiver(TenantId tenant, NotificationPlan.Step step) {
        return WebhookKind.of(tenant, connections.active(WebhookKind.NAME))
                .filter(each -> WebhookKind.isAt(each, step.target()))
                .findFirst();
    }

    /** The organisation's own mail server, or else that of the configuration. */
    private Optional<MailServer> mailServer(TenantId tenant) {
        return WebhookKind.of(tenant, connections.active(MailServerKind.NAME))
                .findFirst()
                .map(MailServer::of)
                .or(() -> MailServer.of(config));
    }

    /** Why it was not taken; empty when it was. */
    Optional<String> send(NotificationPlan.Step step, NotificationMessage message, String id) {
        TenantId tenant = message.tenantId();
        return switch (step.channel()) {
            case EMAIL -> mail(tenant, step.target(), message, id);
            case WEBHOOK -> webhook(tenant, step, message, id);
        };
    }

    private Optional<String> webhook(
            TenantId tenant, NotificationPlan.Step step, NotificationMessage message, String id) {
        String body;
        try {
            body = json.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a notification cannot be written as JSON", e);
        }
        Optional<Connection> managed = receiver(tenant, step);
        if (managed.isPresent()) return call.post(managed.orElseThrow(), config.timeout(), id, body);
        // The configuration may allow its host too; a pause holds all the same.
        if (WebhookKind.of(tenant, connections.paused(WebhookKind.NAME))
                .anyMatch(each -> WebhookKind.isAt(each, step.target()))) {
            return Optional.of("The connection to " + step.target() + " is paused.");
        }
        Optional<String> refusal = NotificationPolicy.webhook(config, tenant.value(), step.target());
        return refusal.isPresent()
                ? refusal
                : call.post(
                        URI.create(step.target()),
                        config.timeout(),
                        Optional.ofNullable(config.webhookSecrets().get(tenant.value())),
                        id,
                        body);
    }

    private Optional<String> mail(TenantId tenant, String target, NotificationMessage message, String id) {
        Optional<MailServer> found = mailServer(tenant);
        Optional<String> refusal = NotificationPolicy.mail(found.isPresent(), target);
        if (refusal.isPresent()) return refusal;
        MailServer server = found.orElseThrow();
        Optional<String> failure = mail(server, target, message, id);
        Connection managed = server.connection();
        if (managed != null) {
            failure.ifPresentOrElse(why -> connections.failed(managed, why), () -> connections.succeeded(managed));
        }
        return failure;
    }

    private Optional<String> mail(MailServer server, String target, NotificationMessage message, String id) {
        Session session = server.session(config.timeout());
        try (Transport transport = session.getTransport()) {
            server.check(addresses);
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom(new InternetAddress(server.from(), true));
            mail.setRecipient(Message.RecipientType.TO, new InternetAddress(target, true));
            mail.setSubject(message.subject(), StandardCharsets.UTF_8.name());
            mail.setText(message.text(config.consoleUrl()), StandardCharsets.UTF_8.name());
            mail.setSentDate(Date.from(clock.instant()));
            mail.setHeader("X-Trivium-Delivery", id);
            // No answers of holiday notices to a machine (RFC 3834).
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.saveChanges();
            server.connect(transport);
            transport.sendMessage(mail, mail.getAllRecipients());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("The mail server was not called: " + e.getMessage() + ".");
        } catch (MessagingException e) {
            LOG.debugf(e, "notification %s", id);
            return Optional.of(
                    "The mail server did not take it: " + e.getClass().getSimpleName() + ".");
        }
    }
}
