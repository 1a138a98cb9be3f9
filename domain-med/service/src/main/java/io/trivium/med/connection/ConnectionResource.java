package io.trivium.med.connection;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Roles;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.med.MedErrorCode;
import io.trivium.med.archive.Archive;
import io.trivium.med.connection.ConnectionView.AssociationView;
import io.trivium.med.connection.ConnectionView.EchoDirection;
import io.trivium.med.connection.ConnectionView.EchoOutcome;
import io.trivium.med.connection.ConnectionView.EchoView;
import io.trivium.med.connection.ConnectionView.PeerView;
import io.trivium.med.connection.ConnectionView.RefusalView;
import io.trivium.med.dicom.AccessList;
import io.trivium.med.dicom.AssociationLog;
import io.trivium.med.dicom.AssociationLog.Refused;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The data for connecting a PACS or a modality to the node, and tests of the connection. */
@Path("/v1/connection")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ConnectionResource {

    private final DicomNode node;
    private final AssociationLog log;
    private final Archive archive;
    private final EchoTest echoes;
    private final TenantContext tenant;
    private final TenantTransactions transactions;
    private final AuditLog audit;

    ConnectionResource(
            DicomNode node,
            AssociationLog log,
            Archive archive,
            EchoTest echoes,
            TenantContext tenant,
            TenantTransactions transactions,
            AuditLog audit) {
        this.node = node;
        this.log = log;
        this.archive = archive;
        this.echoes = echoes;
        this.tenant = tenant;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Which way to try. */
    public record EchoRequest(@NotNull EchoDirection direction) {}

    /** The node's addresses, its peers, and the newest associations and refusals. */
    @GET
    @RolesAllowed({Roles.MED_RADIOLOGIST, Roles.MED_INTEGRATOR, Roles.PLATFORM_AUDITOR})
    public ConnectionView connection() {
        TenantId own = tenant.require();
        return new ConnectionView(
                node.aeTitles().stream().map(AeTitle::value).toList(),
                node.host(),
                port(node.port()),
                port(node.tlsPort()),
                node.isListening(),
                archive.largestInstance(),
                peers(own).stream().map(this::view).toList(),
                log.ended(own).stream()
                        .map(each -> new AssociationView(
                                each.peer(),
                                each.callingAe(),
                                each.calledAe(),
                                each.host(),
                                each.openedAt(),
                                each.endedAt(),
                                each.stored(),
                                each.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-')))
                        .toList(),
                log.refused().stream()
                        .filter(each -> concerns(each, own))
                        .map(each -> new RefusalView(
                                each.callingAe(), each.calledAe(), each.host(), each.why(), each.count(), each.at()))
                        .toList(),
                log.since());
    }

    /** Sends a C-ECHO to a peer, or to the node with the peer's AE title. It is in the audit log. */
    @POST
    @Path("peers/{name}/echo")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.MED_INTEGRATOR)
    public EchoView echo(@PathParam("name") String name, @NotNull @Valid EchoRequest request) {
        TenantId own = tenant.require();
        Peer peer = peers(own).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new PlatformException(MedErrorCode.PEER_NOT_FOUND, MedErrorCode.PEER_NOT_FOUND.meaning()));
        EchoView echo = echoes.run(peer, request.direction());
        transactions.run(
                own,
                () -> audit.append(
                        "dicom.echo",
                        "peer/" + name,
                        echo.outcome() == EchoOutcome.ANSWERED ? AuditOutcome.SUCCESS : AuditOutcome.FAILURE,
                        Map.of(
                                "direction", echo.direction().word(),
                                "outcome", echo.outcome().word())));
        return echo;
    }

    private List<Peer> peers(TenantId own) {
        return node.access().peers().stream()
                .filter(peer -> peer.tenant().equals(own))
                .sorted(Comparator.comparing(Peer::name))
                .toList();
    }

    /** Refusals of callers that no organisation knows are shown to every integrator; those of another organisation are not. */
    private boolean concerns(Refused refused, TenantId own) {
        AccessList access = node.access();
        List<Peer> named = access.peers().stream()
                .filter(peer -> peer.aeTitle().value().equals(refused.callingAe()))
                .toList();
        return named.isEmpty() || named.stream().anyMatch(peer -> peer.tenant().equals(own));
    }

    private PeerView view(Peer peer) {
        Collection<AeTitle> called = peer.calledAes().isEmpty() ? node.aeTitles() : peer.calledAes();
        return new PeerView(
                peer.name(),
                peer.aeTitle().value(),
                peer.hosts().stream().map(HostRange::text).toList(),
                List.copyOf(called.stream().map(AeTitle::value).collect(Collectors.toCollection(TreeSet::new))),
                peer.address().map(at -> at.host() + ":" + at.port()).orElse(null),
                peer.tls());
    }

    private static @Nullable Integer port(int port) {
        return port < 0 ? null : (Integer) port;
    }
}
