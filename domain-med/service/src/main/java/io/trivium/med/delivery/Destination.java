package io.trivium.med.delivery;

import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.delivery.DestinationsConfig.DestinationConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A destination of results, with the settings that its kind requires checked.
 *
 * @param roles objects wanted; none for messages
 * @param authorization header of that name; not for logs
 * @param managed the connection that it is made of; empty if it is configured
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
        Duration timeout,
        Optional<Connection> managed) {

    /** Printable ASCII without spaces at either end, which every HTTP client sends as it is (RFC 9110, 5.5). */
    static final String HEADER_VALUE = "[!-~]([ -~]*[!-~])?";

    private static final String PREFIX = "platform.med.destinations.";
    private static final Duration COMMITMENT_WAIT = Duration.ofMinutes(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

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
                config.authorization().stream().allMatch(value -> value.matches(HEADER_VALUE)),
                key + "authorization is not of printable ASCII characters without outer spaces and line ends");
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
                config.timeout(),
                Optional.empty());
    }

    /** The destination that a connection describes. */
    static Destination of(Kind kind, Connection connection) {
        ConnectionSettings settings = connection.settings();
        return new Destination(
                connection.name(),
                connection.tenant(),
                kind,
                settings.list("roles").stream()
                        .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toUnmodifiableSet()),
                settings.text("peer").orElse(""),
                settings.text("url").map(URI::create),
                settings.text("host").orElse(""),
                (int) settings.number("port").orElse(0),
                settings.flag("tls"),
                settings.secret("authorization"),
                settings.text("sendingFacility").orElse(""),
                settings.text("receivingApplication").orElse(""),
                settings.text("receivingFacility").orElse(""),
                settings.text("patientSystem").orElse(""),
                settings.flag("commitment"),
                COMMITMENT_WAIT,
                settings.requireNumber("attempts"),
                SHORTEST_PAUSE,
                LONGEST_PAUSE,
                Duration.ofSeconds(settings.requireNumber("timeoutSeconds")),
                Optional.of(connection));
    }

    /**
     * Checks just before a call that the host of a managed destination still has an address that is allowed. The call itself uses the
     * address that the Java platform has cached with this look-up.
     *
     * @throws IOException if it has none
     */
    void requireReachable(OutboundAddresses outbound) throws IOException {
        if (managed.isPresent() && url.isPresent()) {
            InetSocketAddress _ = outbound.resolve(url.orElseThrow().getHost(), 0);
        }
    }

    /** What an operator calls one of its settings. */
    String setting(String name) {
        return managed.isPresent()
                ? "setting " + name + " of connection " + this.name
                : PREFIX + this.name + "." + name;
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
