package io.trivium.med.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.DataSetReader;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.InstanceSink.Incoming;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest.RoleSelection;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Message;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Storage commitment in both roles and both ways of reporting. */
@Timeout(60)
class CommitmentTest {

    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final Proposal COMMITMENT = new Proposal(Uids.STORAGE_COMMITMENT, Uids.PLAIN);
    private static final InstanceReference HELD = new InstanceReference(CT, "1.2.3");
    private static final InstanceReference MISSING = new InstanceReference(CT, "1.2.4");

    private final FakeSink sink = new FakeSink();
    private final FakeKeeper keeper = new FakeKeeper(sink);

    private static Peer peer(String ae, Optional<PeerAddress> address) {
        return new Peer(
                ae,
                new AeTitle(ae),
                new TenantId("demo-bank"),
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                address,
                false,
                Optional.empty());
    }

    private static DicomServer server(String ae, List<Peer> peers, FakeKeeper keeper, Runnable due) {
        AccessList access = new AccessList(Set.of(new AeTitle(ae)), peers);
        return new DicomServer(
                new DicomServer.Options(InetAddress.getLoopbackAddress(), 0, 4, TestNode.PATIENT, Optional.empty()),
                () -> access,
                List.of(new CommitmentService(keeper, due)),
                new AssociationObserver() {},
                InstantSource.system());
    }

    private static DicomClient client(String ae) {
        return new DicomClient(new AeTitle(ae), AssociationLimits.DEFAULTS, Optional.empty());
    }

    private void hold(String instance) {
        sink.kept.add(new FakeSink.Kept(
                new Incoming(
                        new TenantId("demo-bank"),
                        CT,
                        instance,
                        Uids.EXPLICIT_LITTLE_ENDIAN,
                        "PACS",
                        Optional.empty(),
                        UUID.randomUUID()),
                new byte[0]));
    }

    @Test
    void reportsInTheSameAssociationToAPeerWithoutAddress() throws IOException {
        hold("1.2.3");
        try (DicomServer server = server("TRIVIUM", List.of(peer("PACS", Optional.empty())), keeper, () -> {});
                DicomClient pacs = client("PACS")) {
            Peer node = peer("TRIVIUM", Optional.of(new PeerAddress("127.0.0.1", server.start())));
            try (Association association = pacs.open(node, List.of(COMMITMENT))) {
                String transaction = CommitmentService.request(association, List.of(HELD, MISSING));
                Message report = association.receive();
                assertNotNull(report);
                assertEquals(Command.N_EVENT_REPORT_RQ, report.command().field());
                assertEquals(
                        CommitmentResult.FAILURES_EXIST,
                        report.command().findNumber(Command.EVENT_TYPE).orElseThrow());
                CommitmentResult result = CommitmentResult.of(DataSetReader.read(
                        association.readData(report), report.context().transferSyntax(), Limits.REQUEST));
                assertEquals(
                        new CommitmentResult(transaction, List.of(HELD), Map.of(MISSING, Status.NO_SUCH_INSTANCE)),
                        result);
                association.send(report.context(), CommandSet.response(report.command(), Status.SUCCESS));
                association.release();
            }
        }
    }

    @Test
    void reportsInAnAssociationOfItsOwnToAPeerWithAddress() throws Exception {
        hold("1.2.3");
        FakeKeeper asked = new FakeKeeper(new FakeSink());
        Peer withoutAddress = peer("TRIVIUM", Optional.empty());
        try (DicomServer pacs = server("PACS", List.of(withoutAddress), asked, () -> {})) {
            Peer pacsPeer = peer("PACS", Optional.of(new PeerAddress("127.0.0.1", pacs.start())));
            AccessList access = new AccessList(Set.of(new AeTitle("TRIVIUM")), List.of(pacsPeer));
            try (CommitmentReporter reporter = new CommitmentReporter(keeper, () -> access, client("TRIVIUM"));
                    DicomServer node = server("TRIVIUM", List.of(pacsPeer), keeper, reporter::due);
                    DicomClient client = client("PACS")) {
                Peer nodePeer = peer("TRIVIUM", Optional.of(new PeerAddress("127.0.0.1", node.start())));
                String transaction;
                try (Association association = client.open(nodePeer, List.of(COMMITMENT))) {
                    transaction = CommitmentService.request(association, List.of(HELD));
                    association.release();
                }
                long end = System.nanoTime() + 20_000_000_000L;
                while ((asked.results.isEmpty() || !keeper.owed.isEmpty()) && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                assertEquals(List.of(new CommitmentResult(transaction, List.of(HELD), Map.of())), asked.results);
                assertTrue(keeper.owed.isEmpty());
            }
        }
    }

    @Test
    void refusesRequestsThatAreNone() throws IOException {
        try (DicomServer server = server("TRIVIUM", List.of(peer("PACS", Optional.empty())), keeper, () -> {});
                DicomClient pacs = client("PACS")) {
            Peer node = peer("TRIVIUM", Optional.of(new PeerAddress("127.0.0.1", server.start())));
            try (Association association = pacs.open(
                    node, List.of(COMMITMENT), List.of(new RoleSelection(Uids.STORAGE_COMMITMENT, true, true)))) {
                assertThrows(IOException.class, () -> CommitmentService.request(association, List.of()));
                DataSet noTransaction = new DataSet();
                assertEquals(
                        Status.ATTRIBUTE_VALUE,
                        Requests.action(
                                        association,
                                        Uids.STORAGE_COMMITMENT,
                                        Uids.STORAGE_COMMITMENT_INSTANCE,
                                        1,
                                        noTransaction)
                                .status());
                assertEquals(
                        Status.NO_SUCH_ACTION,
                        Requests.action(
                                        association,
                                        Uids.STORAGE_COMMITMENT,
                                        Uids.STORAGE_COMMITMENT_INSTANCE,
                                        9,
                                        noTransaction)
                                .status());
                assertEquals(
                        Status.NO_SUCH_INSTANCE,
                        Requests.action(association, Uids.STORAGE_COMMITMENT, "1.2.3", 1, noTransaction)
                                .status());
                association.release();
            }
            assertTrue(keeper.owed.isEmpty());
        }
    }
}
