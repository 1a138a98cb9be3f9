package io.trivium.industrial.intake;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import io.trivium.core.config.PlatformConfig;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.connection.MappedSettings;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/** MQTT brokers whose readings are taken; the settings are those of {@link IntakeConfig.Connection}. */
@ApplicationScoped
class MqttKind implements ConnectionKind {
    static final String NAME = "mqtt-broker";
    private static final String PREFIX = "platform.industrial.intake.mqtt.managed.";
    private static final String MAPPINGS = "mappings";
    private static final int LONGEST_PEM = 20_000;

    private final IntakeConfig config;
    private final PlatformConfig platform;
    private final OutboundAddresses addresses;

    MqttKind(IntakeConfig config, PlatformConfig platform, OutboundAddresses addresses) {
        this.config = config;
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
                ConnectionField.text("host", "Host name or address of the broker.")
                        .asRequired(),
                ConnectionField.number("port", 1, 65_535, "TCP port of the broker.")
                        .withInitial(8883L),
                ConnectionField.flag("tls", "Whether TLS is used; false only for this machine.")
                        .withInitial(true),
                ConnectionField.text(
                                "trustedCertificates",
                                "Certificates of the broker's issuers in PEM; none: those that Java trusts.")
                        .within(1, LONGEST_PEM),
                ConnectionField.choice("version", List.of("5", "3"), "Version of MQTT; 3 is 3.1.1.")
                        .withInitial("5"),
                ConnectionField.text("username", "User name; none for an anonymous connection."),
                ConnectionField.secret("password", "Password of the user."),
                ConnectionField.text("clientId", "Client id; none: one of the platform's own."),
                ConnectionField.text(
                                "session",
                                "How long the broker keeps messages while the connection is closed or paused.")
                        .matching("\\d{1,6}(s|m|h|d)")
                        .withInitial("7d"),
                ConnectionField.list("sparkplugGroups", "Sparkplug B groups that are taken; + for all.")
                        .matching("[^/#,]{1,200}"),
                ConnectionField.text(
                                "sparkplugHostId",
                                "Host id under which the platform publishes its STATE; none: no STATE.")
                        .matching("[^/+#]{1,100}"),
                ConnectionField.list(
                                MAPPINGS,
                                "Mappings of topics with JSON, one setting per entry: machines.filter=plant/+/+/values,"
                                        + " machines.source=plant/{2}/{3}.")
                        .matching("[a-z0-9-]{1,40}\\.(filter|source|tag|time|time-form|values)=.{1,150}"));
    }

    /** The platform only reads. */
    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return false;
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return List.of(new Address("host", settings.requireText("host"), settings.requireNumber("port")));
    }

    @Override
    public List<Problem> check(Connection connection) {
        IntakeConfig.Connection settings;
        try {
            settings = settings(connection);
        } catch (IllegalArgumentException e) {
            return List.of(new Problem(MAPPINGS, "must be settings that can be used: " + e.getMessage()));
        }
        List<Problem> problems = new ArrayList<>();
        try {
            var _ = MqttTls.of(settings);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("trustedCertificates", "must be certificates in PEM: " + e.getMessage()));
        }
        if (!settings.tls() && !platform.demo() && !isLocal(settings.host())) {
            problems.add(new Problem("tls", "must be true for another host: whoever is in between reads the password"));
        }
        if (settings.password().isPresent() && settings.username().isEmpty()) {
            problems.add(new Problem("username", "must be set where there is a password"));
        }
        if (filters(settings).isEmpty()) {
            problems.add(
                    new Problem(MAPPINGS, "must have an entry where there are no Sparkplug groups: nothing is taken"));
        }
        for (String filter : filters(settings)) {
            try {
                MqttTopicFilter.of(filter);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem(MAPPINGS, "must have topic filters of MQTT: " + e.getMessage()));
            }
        }
        return problems;
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost")
                || host.matches("127(\\.\\d{1,3}){3}")
                || host.equals("::1")
                || host.equals("[::1]");
    }

    @Override
    public TestResult test(Connection connection) {
        long start = System.nanoTime();
        IntakeConfig.Connection settings = settings(connection);
        String clientId = MqttIntake.clientId(MqttIntake.name(connection), settings) + "-test-"
                + UUID.randomUUID().toString().substring(0, 8);
        return MqttProbe.connect(settings, clientId, filters(settings), addresses)
                .map(why -> new TestResult(false, millis(start), why))
                .orElseGet(() -> new TestResult(
                        true,
                        millis(start),
                        "Connected, and subscribed to " + filters(settings).size() + " topic filters."));
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public List<Configured> configured() {
        List<Configured> configured = new ArrayList<>();
        config.mqtt()
                .forEach((name, broker) -> configured.add(new Configured(
                        new TenantId(broker.tenant()),
                        name,
                        new ConnectionSettings(
                                Map.of(
                                        "host", broker.host(),
                                        "port", (long) broker.port(),
                                        "tls", broker.tls(),
                                        "version", Integer.toString(broker.version()),
                                        "sparkplugGroups",
                                                broker.sparkplugGroups().orElse(List.of())),
                                Map.of()))));
        return configured;
    }

    /** The topic filters that a broker is subscribed to. */
    static List<String> filters(IntakeConfig.Connection settings) {
        List<String> filters = new ArrayList<>();
        for (String group : settings.sparkplugGroups().orElse(List.of())) {
            filters.add(SparkplugTopic.NAMESPACE + "/" + group + "/#");
        }
        settings.json().values().forEach(mapping -> filters.add(mapping.filter()));
        return filters;
    }

    /**
     * The settings as the configuration has them.
     *
     * @throws IllegalArgumentException when they cannot be used
     */
    static IntakeConfig.Connection settings(Connection connection) {
        Map<String, String> keys = new TreeMap<>(MappedSettings.keys(connection.settings()));
        keys.remove(MAPPINGS);
        keys.put("tenant", connection.tenant().value());
        for (String entry : connection.settings().list(MAPPINGS)) {
            int equals = entry.indexOf('=');
            keys.put("json." + entry.substring(0, equals), entry.substring(equals + 1));
        }
        return Objects.requireNonNull(
                MappedSettings.read(IntakeConfig.class, PREFIX, keys).mqtt().get("managed"));
    }
}
