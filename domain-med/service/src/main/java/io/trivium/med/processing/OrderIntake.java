package io.trivium.med.processing;

import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.connection.Connection;
import io.trivium.core.connection.Connections;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.patient.PatientUpdate;
import io.trivium.med.patient.PatientUpdates;
import io.trivium.med.report.ImagingOrder;
import io.trivium.med.report.MllpServer;
import io.trivium.med.report.PatientMessage;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/**
 * Takes orders and patient updates by HL7 v2. The newest message about an order holds, and a study that waits gets its priority. A
 * message of any other type or event is refused, so that a misrouted feed is noticed. Thread-safe.
 */
@ApplicationScoped
class OrderIntake {

    private static final Logger LOG = Logger.getLogger(OrderIntake.class);

    private static final SqlUpdate UPSERT = SqlUpdate.of("""
        insert into imaging_order (tenant_id, order_key, message_control_id, patient_id, issuer, accession_number,
            placer_order_number, filler_order_number, requested_procedure_id, study_instance_uid, priority,
            cancelled, received_at)
        values (:tenant, :key, :messageControlId, :patientId, :issuer, :accessionNumber, :placerOrderNumber,
            :fillerOrderNumber, :requestedProcedureId, :study, :priority, :cancelled, :now)
        on conflict (tenant_id, order_key) do update set message_control_id = excluded.message_control_id,
            patient_id = excluded.patient_id, issuer = excluded.issuer,
            accession_number = excluded.accession_number, placer_order_number = excluded.placer_order_number,
            filler_order_number = excluded.filler_order_number,
            requested_procedure_id = excluded.requested_procedure_id,
            study_instance_uid = excluded.study_instance_uid, priority = excluded.priority,
            cancelled = excluded.cancelled, received_at = excluded.received_at
        """);

    private static final SqlUpdate PRIORITISE = SqlUpdate.of("""
        update study_revision r set priority = :priority from study s
        where s.tenant_id = r.tenant_id and s.study_instance_uid = r.study_instance_uid and r.state = 'queued'
            and (s.study_instance_uid = :study or (:accessionNumber <> '' and trim(s.accession_number) = :accessionNumber
                and trim(s.patient_id) = :patientId))
        """);

    private final OrdersConfig config;
    private final DicomNode node;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final PatientUpdates patients;
    private final InstantSource clock;
    private final Connections connections;
    private final Map<String, MllpServer> servers = new LinkedHashMap<>();
    private final Map<Connection, MllpServer> managed = new ConcurrentHashMap<>();

    OrderIntake(
            OrdersConfig config,
            DicomNode node,
            KnownTenants tenants,
            TenantTransactions transactions,
            PatientUpdates patients,
            Connections connections,
            InstantSource clock) {
        this.config = config;
        this.node = node;
        this.tenants = tenants;
        this.transactions = transactions;
        this.patients = patients;
        this.connections = connections;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        config.listeners().forEach((name, listener) -> {
            TenantId tenant = new TenantId(listener.tenant());
            if (!tenants.contains(tenant)) {
                throw new IllegalArgumentException(
                        "platform.med.orders." + name + ".tenant is none of platform.tenancy.tenants");
            }
            try {
                MllpServer server = listen(
                        listener,
                        listener.tls() ? Optional.of(certificates(name)) : Optional.empty(),
                        text -> take(name, "platform.med.orders." + name + ".patient-updates=true", listener, text));
                servers.put(name, server);
                LOG.infof("HL7 messages of %s are taken on port %d", tenant, server.port());
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "platform.med.orders." + name + ": cannot listen on " + listener.host() + ":" + listener.port()
                                + ": " + e.getMessage(),
                        e);
            }
        });
        connections.follow(ListenerKind.NAME, this::follow);
    }

    private static MllpServer listen(
            OrdersConfig.Listener listener, Optional<SSLContext> tls, MllpServer.Handler handler) throws IOException {
        List<HostRange> allowed = listener.hosts().stream().map(HostRange::new).toList();
        return new MllpServer(
                new InetSocketAddress(listener.host(), listener.port()),
                MllpServer.Limits.DEFAULT,
                tls,
                peer -> allowed.stream().anyMatch(range -> range.contains(peer.getAddress())),
                handler);
    }

    /** Closes the ports of connections that are no longer active, with all that is connected there, and opens the others. */
    private void follow(List<Connection> active) {
        managed.entrySet().removeIf(each -> {
            boolean ends = !active.contains(each.getKey());
            if (ends) each.getValue().close();
            return ends;
        });
        for (Connection connection : active) {
            if (managed.containsKey(connection)) continue;
            ListenerKind.Listener listener = ListenerKind.listener(connection);
            if (listener.tls() && node.tls().isEmpty()) {
                connections.failed(
                        connection, "Not opened: it needs TLS, and platform.med.dicom.tls is not configured.");
                continue;
            }
            try {
                managed.put(
                        connection,
                        listen(
                                listener,
                                listener.tls() ? node.tls() : Optional.empty(),
                                text -> take(connection, text)));
                LOG.infof("HL7 messages of %s are taken on port %d", connection.tenant(), listener.port());
            } catch (IOException | IllegalArgumentException e) {
                connections.failed(
                        connection,
                        "Cannot listen on " + listener.host() + ":" + listener.port() + " (" + e.getMessage()
                                + "). Pause and resume it to try again.");
            }
        }
    }

    /** Whether another listener than this connection has the port. */
    boolean uses(int port, UUID connection) {
        return servers.values().stream().anyMatch(server -> server.port() == port)
                || managed.entrySet().stream()
                        .anyMatch(each -> !each.getKey().id().equals(connection)
                                && each.getValue().port() == port);
    }

    /** Where a managed listener is open, with whatever revision of its settings; empty if it is not. */
    Optional<InetSocketAddress> listening(UUID connection) {
        return managed.entrySet().stream()
                .filter(each -> each.getKey().id().equals(connection))
                .map(each -> each.getValue().address())
                .findFirst();
    }

    private void take(Connection connection, String text) throws HL7Exception {
        ListenerKind.Listener listener = ListenerKind.listener(connection);
        try {
            listener.requireSender(text);
            take(connection.name(), "patientUpdates of connection " + connection.name(), listener, text);
        } catch (HL7Exception e) {
            connections.failed(connection, "A message was refused; its acknowledgement and the service's log say why.");
            throw e;
        }
        connections.succeeded(connection);
    }

    private SSLContext certificates(String name) {
        return node.tls()
                .orElseThrow(() -> new IllegalArgumentException("platform.med.orders." + name
                        + ".tls needs platform.med.dicom.tls.key-store and platform.med.dicom.tls.trust-store"));
    }

    void stop(@Observes ShutdownEvent event) {
        servers.values().forEach(MllpServer::close);
        managed.values().forEach(MllpServer::close);
    }

    /** Ports that are listened on, by the listener's name. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new TreeMap<>();
        servers.forEach((name, server) -> ports.put(name, server.port()));
        return ports;
    }

    /**
     * Takes a message that came in by a listener.
     *
     * @param name of the listener
     * @param setting what allows patient updates
     * @throws HL7Exception where it is refused: with code 200 or 201 where messages of its kind are not processed here
     */
    private void take(String name, String setting, OrdersConfig.Listener listener, String text) throws HL7Exception {
        TenantId tenant = new TenantId(listener.tenant());
        Optional<ImagingOrder> order = ImagingOrder.parse(text);
        if (order.isPresent()) {
            take(tenant, order.orElseThrow());
            return;
        }
        List<PatientUpdate> updates = PatientMessage.parse(text, listener.patientIssuer());
        if (updates.isEmpty()) throw PatientMessage.unsupported(text);
        if (!listener.patientUpdates()) {
            throw new HL7Exception(
                    "This listener does not take patient updates; set " + setting + ", or stop the feed.",
                    ErrorCode.UNSUPPORTED_EVENT_CODE);
        }
        try {
            patients.apply(tenant, "hl7:" + name, updates);
        } catch (PatientUpdates.MergedPatientException e) {
            throw new HL7Exception(e.getMessage(), ErrorCode.UNKNOWN_KEY_IDENTIFIER, e);
        }
    }

    private void take(TenantId tenant, ImagingOrder order) throws HL7Exception {
        String key = first(order.accessionNumber(), order.fillerOrderNumber(), order.placerOrderNumber());
        if (key.isEmpty()) {
            throw new HL7Exception(
                    "The order has no number: ORC-2, ORC-3, OBR-18 and IPC-1 are all empty.",
                    ErrorCode.REQUIRED_FIELD_MISSING);
        }
        transactions.withConnection(tenant, connection -> {
            upsert(connection, tenant, key, order);
            return prioritise(connection, order);
        });
    }

    private void upsert(java.sql.Connection connection, TenantId tenant, String key, ImagingOrder order) {
        UPSERT.on(connection)
                .set("tenant", tenant)
                .set("key", key)
                .set("messageControlId", order.messageControlId())
                .set("patientId", order.patientId())
                .set("issuer", order.issuer())
                .set("accessionNumber", order.accessionNumber())
                .set("placerOrderNumber", order.placerOrderNumber())
                .set("fillerOrderNumber", order.fillerOrderNumber())
                .set("requestedProcedureId", order.requestedProcedureId())
                .set("study", order.studyInstanceUid())
                .set("priority", order.priority().number())
                .set("cancelled", order.cancelled())
                .set("now", clock.instant())
                .run();
    }

    private static int prioritise(java.sql.Connection connection, ImagingOrder order) {
        if (order.cancelled()) return 0;
        return PRIORITISE
                .on(connection)
                .set("priority", order.priority().number())
                .set("study", order.studyInstanceUid())
                .set("accessionNumber", order.accessionNumber())
                .set("patientId", order.patientId())
                .run();
    }

    private static String first(String... values) {
        for (String value : values) if (!value.isEmpty()) return value;
        return "";
    }
}
