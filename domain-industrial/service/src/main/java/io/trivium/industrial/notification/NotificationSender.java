package io.trivium.industrial.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.web.StrictJson;
import io.trivium.industrial.workorder.WebhookSignature;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import org.jboss.logging.Logger;

/** Sends one notification, by SMTP or as a signed POST; redirects are not followed. Holds no transaction. Thread-safe. */
@ApplicationScoped
class NotificationSender {
    private static final Logger LOG = Logger.getLogger(NotificationSender.class);

    private final NotificationConfig config;
    private final InstantSource clock;
    private final HttpClient http;
    private final ObjectMapper json = StrictJson.mapper();

    NotificationSender(NotificationConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(config.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }

    /** Why it was not taken; empty when it was. */
    Optional<String> send(NotificationPlan.Step step, NotificationMessage message, String id) {
        Optional<String> refusal = NotificationPolicy.refusal(config, message.tenantId(), step);
        if (refusal.isPresent()) {
            return refusal;
        }
        return switch (step.channel()) {
            case EMAIL -> mail(step.target(), message, id);
            case WEBHOOK -> webhook(URI.create(step.target()), message, id);
        };
    }

    private Optional<String> webhook(URI address, NotificationMessage message, String id) {
        try {
            String body = json.writeValueAsString(message);
            Instant now = clock.instant();
            String secret = config.webhookSecrets().getOrDefault(message.tenantId(), "");
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(config.timeout())
                    .header("Content-Type", "application/json")
                    .header(WebhookSignature.DELIVERY_HEADER, id)
                    .header(WebhookSignature.TIMESTAMP_HEADER, Long.toString(now.getEpochSecond()))
                    .header(WebhookSignature.HEADER, WebhookSignature.of(secret, now.getEpochSecond(), body))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("The receiver answered " + status + ".");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a notification cannot be written as JSON", e);
        } catch (IOException e) {
            LOG.debugf(e, "notification %s", id);
            return Optional.of("The receiver was not reached: " + e.getClass().getSimpleName() + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The service stopped.");
        }
    }

    private Optional<String> mail(String target, NotificationMessage message, String id) {
        Session session = Session.getInstance(properties());
        try (Transport transport = session.getTransport()) {
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom(new InternetAddress(config.mailFrom().orElseThrow(), true));
            mail.setRecipient(Message.RecipientType.TO, new InternetAddress(target, true));
            mail.setSubject(message.subject(), StandardCharsets.UTF_8.name());
            mail.setText(message.text(config.consoleUrl()), StandardCharsets.UTF_8.name());
            mail.setSentDate(Date.from(clock.instant()));
            mail.setHeader("X-Trivium-Delivery", id);
            // No answers of holiday notices to a machine (RFC 3834).
            mail.setHeader("Auto-Submitted", "auto-generated");
            mail.saveChanges();
            transport.connect(
                    config.mailUser().orElse(null), config.mailPassword().orElse(null));
            transport.sendMessage(mail, mail.getAllRecipients());
            return Optional.empty();
        } catch (MessagingException e) {
            LOG.debugf(e, "notification %s", id);
            return Optional.of(
                    "The mail server did not take it: " + e.getClass().getSimpleName() + ".");
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        boolean tls = config.mailSecurity() == NotificationConfig.MailSecurity.TLS;
        String protocol = tls ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        boolean startTls = config.mailSecurity() == NotificationConfig.MailSecurity.STARTTLS;
        String millis = Long.toString(config.timeout().toMillis());
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty(prefix + "host", config.mailHost().orElseThrow());
        properties.setProperty(prefix + "port", Integer.toString(config.mailPort()));
        properties.setProperty(
                prefix + "auth", Boolean.toString(config.mailUser().isPresent()));
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(startTls));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(startTls));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "connectiontimeout", millis);
        properties.setProperty(prefix + "timeout", millis);
        properties.setProperty(prefix + "writetimeout", millis);
        return properties;
    }
}
