package io.trivium.med.processing;

import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.ConnectionField;
import io.trivium.core.connection.ConnectionKind;
import io.trivium.core.connection.ConnectionSettings;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.HostRange;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * HL7 v2 listeners that are managed at run time. One that applies patient updates is approved by a second person, because its
 * senders can change who a study belongs to. Thread-safe.
 */
@ApplicationScoped
class ListenerKind implements ConnectionKind {
    static final String NAME = "hl7-listener";

    private final OrdersConfig config;
    private final OrderIntake intake;
    private final DicomNode node;

    ListenerKind(OrdersConfig config, OrderIntake intake, DicomNode node) {
        this.config = config;
        this.intake = intake;
        this.node = node;
    }

    /**
     * A managed listener.
     *
     * @param sendingApplication MSH-3 that messages must have; empty: any
     * @param sendingFacility MSH-4 that messages must have; empty: any
     */
    record Listener(
            String tenant,
            String host,
            int port,
            List<String> hosts,
            boolean patientUpdates,
            Optional<String> patientIssuer,
            boolean tls,
            Optional<String> sendingApplication,
            Optional<String> sendingFacility)
            implements OrdersConfig.Listener {

        /** Refuses a message of another sender for good (AR). */
        void requireSender(String message) throws HL7Exception {
            String[] header = message.split("[\r\n]", 2)[0].split("\\|", -1);
            require("MSH-3", sendingApplication, header, 2);
            require("MSH-4", sendingFacility, header, 3);
        }

        private static void require(String field, Optional<String> wanted, String[] header, int at)
                throws HL7Exception {
            String given = at < header.length ? header[at].split("\\^", 2)[0].strip() : "";
            if (wanted.isPresent() && !wanted.orElseThrow().equals(given)) {
                throw new HL7Exception(
                        field + " is not the one that this listener takes messages from.",
                        ErrorCode.UNSUPPORTED_MESSAGE_TYPE);
            }
        }
    }

    static Listener listener(Connection connection) {
        ConnectionSettings settings = connection.settings();
        return new Listener(
                connection.tenant().value(),
                settings.requireText("host"),
                settings.requireNumber("port"),
                settings.list("hosts"),
                settings.flag("patientUpdates"),
                settings.text("patientIssuer"),
                settings.flag("tls"),
                settings.text("sendingApplication"),
                settings.text("sendingFacility"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ConnectionField> fields() {
        return List.of(
                ConnectionField.text("host", "IP address of this machine to listen on.")
                        .matching("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
                        .withInitial("127.0.0.1"),
                ConnectionField.number("port", 1, 65535, "Port; 2575 is registered for HL7.")
                        .asRequired(),
                ConnectionField.list("hosts", "Addresses, blocks such as 10.1.0.0/16, or host names that may send.")
                        .asRequired(),
                ConnectionField.text("sendingApplication", "MSH-3 that messages must have. None: any."),
                ConnectionField.text("sendingFacility", "MSH-4 that messages must have. None: any."),
                ConnectionField.flag(
                        "patientUpdates", "Whether patient updates and merges (ADT^A08, ADT^A40) are applied."),
                ConnectionField.text(
                                "patientIssuer",
                                "Assigning authority whose identifiers are the archive's Patient IDs. None: the first counts.")
                        .within(1, 64),
                ConnectionField.flag("tls", "Whether senders must come by TLS and show a certificate."));
    }

    @Override
    public boolean sendsData(ConnectionSettings settings) {
        return settings.flag("patientUpdates");
    }

    @Override
    public List<Problem> check(Connection connection) {
        List<Problem> problems = new ArrayList<>();
        ConnectionSettings settings = connection.settings();
        try {
            settings.list("hosts").forEach(HostRange::new);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("hosts", "must be addresses, blocks or host names: " + e.getMessage()));
        }
        if (settings.flag("tls") && node.tls().isEmpty()) {
            problems.add(new Problem("tls", "must be false: the node has no certificate (platform.med.dicom.tls)"));
        }
        if (intake.uses(settings.requireNumber("port"), connection.id())) {
            problems.add(new Problem("port", "must be one on which no other listener is"));
        }
        return problems;
    }

    /** It connects to nothing. */
    @Override
    public List<Address> addresses(ConnectionSettings settings) {
        return List.of();
    }

    @Override
    public TestResult test(Connection connection) {
        Listener listener = listener(connection);
        InetSocketAddress wanted = new InetSocketAddress(listener.host(), listener.port());
        Optional<InetSocketAddress> open = intake.listening(connection.id());
        if (open.equals(Optional.of(wanted))) return new TestResult(true, 0, "The port is open.");
        if (open.isPresent()) {
            return new TestResult(
                    false,
                    0,
                    "Not served: the connection listens on " + text(open.orElseThrow()) + ", and on " + text(wanted)
                            + " once these settings are in use.");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(wanted);
            return new TestResult(true, 0, "The port is free; it is opened once the connection is active.");
        } catch (IOException e) {
            return new TestResult(false, 0, "The port cannot be opened: " + e.getMessage() + ".");
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public List<Configured> configured() {
        List<Configured> all = new ArrayList<>();
        config.listeners().forEach((name, listener) -> {
            Map<String, Object> values = new HashMap<>();
            values.put("host", listener.host());
            values.put("port", (long) listener.port());
            values.put("hosts", listener.hosts());
            values.put("patientUpdates", listener.patientUpdates());
            values.put("tls", listener.tls());
            listener.patientIssuer().ifPresent(issuer -> values.put("patientIssuer", issuer));
            all.add(new Configured(new TenantId(listener.tenant()), name, new ConnectionSettings(values, Map.of())));
        });
        return all;
    }
}
