package io.trivium.industrial.notification;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides which targets may be notified. Applied when a plan is saved and again before each sending, since hosts may
 * have been removed. Pure.
 */
final class NotificationPolicy {
    private static final int HTTPS_PORT = 443;

    private NotificationPolicy() {}

    /**
     * Why nothing can be sent to an e-mail address; empty if it can.
     *
     * @param hasServer whether there is a mail server
     */
    static Optional<String> mail(boolean hasServer, String target) {
        if (!hasServer) {
            return Optional.of("No mail server is connected (kind mail-server), and none is configured"
                    + " (platform.industrial.notification.mail-host and mail-from).");
        }
        try {
            InternetAddress address = new InternetAddress(target, true);
            if (!target.contains("@") || !address.getAddress().equals(target)) {
                return Optional.of(target + " is no e-mail address.");
            }
            return Optional.empty();
        } catch (AddressException e) {
            return Optional.of(target + " is no e-mail address.");
        }
    }

    /** Why nothing can be sent to an address that no connection has; empty if it can. */
    static Optional<String> webhook(NotificationConfig config, String tenant, String target) {
        if (!config.webhookSecrets().containsKey(tenant)) {
            return Optional.of("No key for the signatures of this organisation's webhooks is configured"
                    + " (platform.industrial.notification.webhook-secrets).");
        }
        URI address;
        try {
            address = new URI(target);
        } catch (URISyntaxException e) {
            return Optional.of(target + " is no address.");
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !(scheme.equals("http") && config.webhookPlaintext())) {
            return Optional.of("Webhooks are sent to https addresses.");
        }
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            return Optional.of("The address names no host, or a user.");
        }
        String host = address.getHost().toLowerCase(Locale.ROOT);
        String withPort = host + ":" + (address.getPort() < 0 ? HTTPS_PORT : address.getPort());
        List<String> allowed = config.webhookHosts().orElse(List.of());
        boolean isAllowed = allowed.stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .anyMatch(each -> each.contains(":")
                        ? each.equals(withPort)
                        : each.equals(host) && withPort.equals(host + ":" + HTTPS_PORT));
        return isAllowed
                ? Optional.empty()
                : Optional.of("The host " + withPort + " is none of those that webhooks may be sent to"
                        + " (platform.industrial.notification.webhook-hosts).");
    }
}
