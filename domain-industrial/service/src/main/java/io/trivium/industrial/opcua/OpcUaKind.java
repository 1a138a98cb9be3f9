package io.trivium.industrial.opcua;

import io.trivium.core.config.PlatformConfig;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.connection.MappedSettings;
import io.trivium.core.connection.OutboundAddresses;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityLog;
import io.trivium.industrial.quality.QualityNotes;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.util.EndpointUtil;

/** OPC UA servers whose variables are read; the settings are those of {@link OpcUaConfig.Server}. */
@ApplicationScoped
class OpcUaKind implements ConnectionKind {
    static final String NAME = "opc-ua-server";
    private static final String PREFIX = "platform.industrial.intake.opcua.managed.";
    private static final String MAPPINGS = "mappings";
    private static final String DURATION = "\\d{1,7}(ms|s|m|h)";
    private static final int LONGEST_PEM = 20_000;
    private static final long LONGEST_TEST_S = 12;

    private final OpcUaConfig config;
    private final OpcUaIntake intake;
    private final PlatformConfig platform;
    private final OutboundAddresses addresses;
    private final QualityLog notes;
    private final InstantSource clock;

    OpcUaKind(
            OpcUaConfig config,
            OpcUaIntake intake,
            PlatformConfig platform,
            OutboundAddresses addresses,
            QualityLog notes,
            InstantSource clock) {
        this.config = config;
        this.intake = intake;
        this.platform = platform;
        this.addresses = addresses;
        this.notes = notes;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ConnectionField> fields() {
        return List.of(
                ConnectionField.text("endpoint", "Address of the server, opc.tcp://host:port/path.")
                        .matching("opc\\.tcp://[^/\\s@]+(/\\S*)?")
                        .asRequired(),
                ConnectionField.choice(
                                "securityPolicy",
                                List.of("basic256-sha256", "aes128-sha256-rsa-oaep", "aes256-sha256-rsa-pss", "none"),
                                "Security policy; none only for this machine.")
                        .withInitial("basic256-sha256"),
                ConnectionField.choice(
                                "securityMode",
                                List.of("sign-and-encrypt", "sign", "none"),
                                "Protection of the messages; none only for this machine.")
                        .withInitial("sign-and-encrypt"),
                ConnectionField.text(
                                "serverCertificate",
                                "Certificate of the server, or of its issuer, in PEM; none: those that the operator trusts.")
                        .within(1, LONGEST_PEM),
                ConnectionField.text("username", "User at the server; none for an anonymous session."),
                ConnectionField.secret("password", "Password of the user."),
                ConnectionField.text("publishingInterval", "How often the server sends changes.")
                        .matching(DURATION)
                        .withInitial("500ms"),
                ConnectionField.text("samplingInterval", "How often the server samples a value.")
                        .matching(DURATION)
                        .withInitial("500ms"),
                ConnectionField.number(
                                "queueSize",
                                1,
                                100_000,
                                "Values that the server keeps of each node between two messages.")
                        .withInitial(100L),
                ConnectionField.text(
                                "lifetime",
                                "How long the server keeps the subscription while the connection is closed or paused.")
                        .matching(DURATION)
                        .withInitial("1h"),
                ConnectionField.list(
                                MAPPINGS,
                                "Variables to read, one setting per entry: cells.folder=nsu=urn:vendor:line3;s=Line3,"
                                        + " cells.filter=+/+, cells.source=line3/{1}.")
                        .matching(
                                "[a-z0-9-]{1,40}\\.(node|folder|filter|source|tag|sampling-interval|queue-size|deadband)"
                                        + "=.{1,150}")
                        .asRequired());
    }

    /** The platform only reads. */
    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return false;
    }

    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        String endpoint = settings.requireText("endpoint");
        return List.of(new Address(
                "endpoint",
                Objects.requireNonNullElse(EndpointUtil.getHost(endpoint), ""),
                EndpointUtil.getPort(endpoint)));
    }

    @Override
    public List<Problem> check(Connection connection) {
        OpcUaConfig.Server settings;
        try {
            settings = settings(connection);
        } catch (IllegalArgumentException e) {
            return List.of(new Problem(MAPPINGS, "must be settings that can be used: " + e.getMessage()));
        }
        List<Problem> problems = new ArrayList<>();
        try {
            ServerIntake.check("", settings);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("securityPolicy", "must fit the other settings: " + e.getMessage()));
        }
        try {
            ServerIntake.trusted(settings);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("serverCertificate", "must be a certificate: " + e.getMessage()));
        }
        try {
            var _ = new NodeFinder("managed", connection.tenant(), settings, notes);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    MAPPINGS,
                    "must be mappings of nodes: "
                            + String.valueOf(e.getMessage()).replace(PREFIX, "")));
        }
        if (settings.securityMode() == OpcUaConfig.Mode.NONE
                && !platform.demo()
                && !SourceProtectionCheck.isLoopback(settings.endpoint())) {
            problems.add(new Problem(
                    "securityMode",
                    "must not be none for another host: whoever is in between reads and changes the values"));
        }
        if (settings.password().isPresent() && settings.username().isEmpty()) {
            problems.add(new Problem("username", "must be set where there is a password"));
        }
        return problems;
    }

    @Override
    public TestResult test(Connection connection) {
        return test(
                connection.tenant(),
                settings(connection),
                config.opcuaDirectory(),
                intake.own(),
                clock,
                addresses::resolve);
    }

    /** Opens a session and finds the nodes; the result says what to do where that failed. */
    static TestResult test(
            TenantId tenant,
            OpcUaConfig.Server settings,
            Path directory,
            OwnCertificate own,
            InstantSource clock,
            ServerEndpoint.HostCheck hostCheck) {
        long start = System.nanoTime();
        StringJoiner noted = new StringJoiner(" ");
        QualityNotes collected = (of, source, reason, count, detail, example) -> noted.add(detail);
        try {
            ServerEndpoint endpoint = new ServerEndpoint(
                    "test",
                    tenant,
                    settings,
                    own,
                    new ServerTrust(directory, ServerIntake.trusted(settings), tenant, "test", collected, clock),
                    collected,
                    clock,
                    hostCheck);
            OpcUaClient client = endpoint.client();
            try {
                client.connectAsync().get(LONGEST_TEST_S, TimeUnit.SECONDS);
                int nodes = new NodeFinder("test", tenant, settings, collected)
                        .find(client)
                        .size();
                String found = "A session was opened; " + nodes + " variables match the mappings.";
                return new TestResult(nodes > 0, millis(start), noted.length() == 0 ? found : found + " " + noted);
            } catch (ExecutionException e) {
                UaException failure = UaException.extract(e)
                        .orElseGet(() -> new UaException(StatusCodes.Bad_UnexpectedError, e.getCause()));
                endpoint.noteRefusal(failure);
                throw failure;
            } catch (TimeoutException e) {
                throw new UaException(StatusCodes.Bad_Timeout, "no session within " + LONGEST_TEST_S + " s", e);
            } finally {
                var _ = client.disconnectAsync();
            }
        } catch (UaException e) {
            String why = NodeValue.name(e.getStatusCode()) + ", " + e.getMessage() + ".";
            return new TestResult(false, millis(start), noted.length() == 0 ? why : noted.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TestResult(false, millis(start), "The service stopped.");
        } catch (RuntimeException e) {
            return new TestResult(false, millis(start), String.valueOf(e.getMessage()));
        }
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public List<Configured> configured() {
        List<Configured> configured = new ArrayList<>();
        config.opcua()
                .forEach((name, server) -> configured.add(new Configured(
                        new TenantId(server.tenant()),
                        name,
                        new ConnectionSettings(Map.of("endpoint", server.endpoint()), Map.of()))));
        return configured;
    }

    /**
     * The settings as the configuration has them.
     *
     * @throws IllegalArgumentException when they cannot be used
     */
    static OpcUaConfig.Server settings(Connection connection) {
        Map<String, String> keys = new TreeMap<>(MappedSettings.keys(connection.settings()));
        keys.remove(MAPPINGS);
        keys.put("tenant", connection.tenant().value());
        for (String entry : connection.settings().list(MAPPINGS)) {
            int equals = entry.indexOf('=');
            keys.put("nodes." + entry.substring(0, equals), entry.substring(equals + 1));
        }
        return Objects.requireNonNull(
                MappedSettings.read(OpcUaConfig.class, PREFIX, keys).opcua().get("managed"));
    }
}
