package io.trivium.industrial.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Ways out for notifications of alarms. Without a mail server or hosts of webhooks nothing can be sent that way. */
@ConfigMapping(prefix = "platform.industrial.notification")
public interface NotificationConfig {

    /** Whether this process sends notifications; any number of processes may. */
    @WithDefault("true")
    boolean send();

    /** Hosts that webhooks may be sent to, such as {@code hooks.plant.example} or {@code hooks.plant.example:8443}; no other is called. */
    Optional<List<String>> webhookHosts();

    /** Keys of the signatures of webhooks, by organisation; an organisation without one has no webhooks. */
    Map<String, String> webhookSecrets();

    /** Whether webhooks may be sent without TLS: for tests and one machine alone. */
    @WithDefault("false")
    boolean webhookPlaintext();

    /** The mail server (SMTP submission, RFC 6409). */
    Optional<String> mailHost();

    /** Port of the mail server. */
    @WithDefault("587")
    @Min(1)
    @Max(65_535)
    int mailPort();

    /** User name at the mail server; none for a server without authentication. */
    Optional<String> mailUser();

    /** Password of the mail user. */
    Optional<String> mailPassword();

    /** How the connection to the mail server is protected. */
    @WithDefault("starttls")
    MailSecurity mailSecurity();

    /** Sender of e-mails. */
    Optional<String> mailFrom();

    /** Address of the console, for links in messages. */
    Optional<String> consoleUrl();

    /** Longest wait for an answer. */
    @WithDefault("10s")
    @DurationMin(millis = 1)
    @DurationMax(minutes = 5)
    Duration timeout();

    /** First wait after a failure; each further one doubles it, up to five minutes. */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    @DurationMax(hours = 1)
    Duration retryAfter();

    /** How long sending of a notification is retried: an old one is useless. */
    @WithDefault("1h")
    @DurationMin(seconds = 1)
    @DurationMax(days = 30)
    Duration giveUpAfter();

    /** How long the results of notifications are kept. */
    @WithDefault("90d")
    @DurationMin(minutes = 1)
    @DurationMax(days = 3650)
    Duration retention();

    /** Protection of a connection to a mail server. */
    enum MailSecurity {
        /** For tests and one machine alone. */
        NONE,
        /** TLS after STARTTLS (RFC 3207), which the server must offer. */
        STARTTLS,
        /** TLS from the first byte (RFC 8314). */
        TLS
    }
}
