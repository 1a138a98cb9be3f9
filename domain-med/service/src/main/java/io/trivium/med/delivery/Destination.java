package io.trivium.med.delivery;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.delivery.DestinationsConfig.DestinationConfig;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A destination of results, with the settings that its kind requires checked.
 *
 * @param roles objects wanted; none for messages
 * @param authorization header of that name; not for logs
 */
public record Destination(
        String name,
        TenantId tenant,
        Kind kind,
        Set<Role> roles,
        String peer,
        Optional<URI> url,
        String host,
        int port,
        boolean tls,
        Optional<String> authorization,
        String sendingFacility,
        String receivingApplication,
        String receivingFacility,
        String patientSystem,
        boolean commitment,
        Duration commitmentWait,
        int attempts,
        Duration shortestPause,
        Duration longestPause,
        Duration timeout) {

    private static final String PREFIX = "platform.med.destinations.";

    /** The protocol of a destination. */
    public enum Kind {
        C_STORE,
        STOW,
        HL7,
        FHIR;

        /** Whether it takes a message about the result instead of its objects. */
        public boolean takesMessages() {
            return this == HL7 || this == FHIR;
        }

        /** As in the configuration. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The role of an object; a revision may have several of the last. */
    public enum Role {
        SR,
        SEG,
        GSPS,
        SC;

        /** Whether an object of this role in {@code result_object} is meant. */
        boolean covers(String role) {
            String word = name().toLowerCase(Locale.ROOT);
            return role.equals(word) || role.startsWith(word + "-");
        }
    }

    /** @throws IllegalArgumentException naming the key that is missing or makes no sense */
    static Destination of(String name, DestinationConfig config) {
        String key = PREFIX + name + ".";
        Kind kind = config.kind();
        require(name.matches("[a-z][a-z0-9-]{0,62}"), PREFIX + name + ": a name is made of a-z, 0-9 and -");
        require(kind != Kind.C_STORE || config.peer().isPresent(), key + "peer is not set");
        require((kind != Kind.STOW && kind != Kind.FHIR) || config.url().isPresent(), key + "url is not set");
        require(
                kind != Kind.HL7 || (config.host().isPresent() && config.port().isPresent()),
                key + "host and " + key + "port are not both set");
        require(
                config.url().stream()
                        .allMatch(url -> ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                                && url.getHost() != null),
                key + "url is no http or https address");
        require(
                !config.tls() || kind == Kind.HL7,
                key + "tls is for the kind hl7; others say https or their peer does");
        require(!config.commitment() || kind == Kind.C_STORE, key + "commitment is for the kind c-store only");
        require(
                config.shortestPause().isPositive()
                        && config.longestPause().compareTo(config.shortestPause()) >= 0
                        && config.timeout().isPositive(),
                key + "shortest-pause, longest-pause and timeout are positive, and the longest is not the shorter one");
        return new Destination(
                name,
                new TenantId(config.tenant()),
                kind,
                kind.takesMessages() ? Set.of() : Set.copyOf(EnumSet.copyOf(config.roles())),
                config.peer().orElse(""),
                config.url(),
                config.host().orElse(""),
                config.port().orElse(0),
                config.tls(),
                config.authorization(),
                config.sendingFacility().orElse(""),
                config.receivingApplication().orElse(""),
                config.receivingFacility().orElse(""),
                config.patientSystem(),
                config.commitment(),
                config.commitmentWait(),
                config.attempts(),
                config.shortestPause(),
                config.longestPause(),
                config.timeout());
    }

    private static void require(boolean holds, String what) {
        if (!holds) throw new IllegalArgumentException(what);
    }

    /** Whether an object of this role is sent there. */
    public boolean wants(String role) {
        return kind.takesMessages() ? role.equals("sr") : roles.stream().anyMatch(each -> each.covers(role));
    }

    /** Pause after so many failed attempts, before jitter. */
    Duration pause(int failed) {
        Duration pause = shortestPause;
        for (int i = 1; i < failed && pause.compareTo(longestPause) < 0; i++) pause = pause.multipliedBy(2);
        return pause.compareTo(longestPause) < 0 ? pause : longestPause;
    }

    @Override
    public String toString() {
        return "Destination[" + name + ", " + kind.word() + "]";
    }
}
