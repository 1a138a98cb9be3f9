package io.trivium.med.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.archive.Objects;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests.Retrieved;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociateRequest;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.Command;
import io.trivium.med.dicom.association.CommandSet;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import io.trivium.med.dicom.association.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node and a real PACS, each as user and as provider. */
@Timeout(180)
@NullUnmarked // JUnit sets the fields
class OrthancTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ORTHANC = Path.of("/usr/sbin/Orthanc");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final FakeSink sink = new FakeSink();
    private final FakeKeeper keeper = new FakeKeeper(sink);
    private int httpPort;
    private Peer orthanc;
    private Process process;
    private DicomServer node;
    private DicomClient client;
    private CommitmentReporter reporter;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.isExecutable(ORTHANC), "skipped: Orthanc is missing; install Debian's orthanc");
        httpPort = freePort(21_100);
        int dicomPort = freePort(21_200);
        orthanc = new Peer(
                "orthanc",
                new AeTitle("ORTHANC"),
                new TenantId("demo-bank"),
                List.of(new HostRange("127.0.0.1")),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", dicomPort)),
                false,
                Optional.empty());
        AccessList access = new AccessList(Set.of(new AeTitle("TRIVIUM")), List.of(orthanc));
        client = new DicomClient(new AeTitle("TRIVIUM"), AssociationLimits.DEFAULTS, Optional.empty());
        reporter = new CommitmentReporter(
                keeper,
                () -> access,
                new DicomClient(new AeTitle("TRIVIUM"), AssociationLimits.DEFAULTS, Optional.empty()));
        node = new DicomServer(
                new DicomServer.Options(InetAddress.getLoopbackAddress(), 0, 8, TestNode.PATIENT, Optional.empty()),
                () -> access,
                List.of(
                        new VerificationService(),
                        new StorageService(sink, Set.of()),
                        new CommitmentService(keeper, reporter::due)),
                new AssociationObserver() {},
                InstantSource.system());
        Path configuration = directory.resolve("orthanc.json");
        JSON.writeValue(
                configuration.toFile(),
                Map.ofEntries(
                        Map.entry("StorageDirectory", directory.resolve("store").toString()),
                        Map.entry("IndexDirectory", directory.resolve("store").toString()),
                        Map.entry("DicomAet", "ORTHANC"),
                        Map.entry("DicomPort", dicomPort),
                        Map.entry("HttpPort", httpPort),
                        Map.entry("RemoteAccessAllowed", false),
                        Map.entry("AuthenticationEnabled", false),
                        Map.entry("Plugins", List.of()),
                        Map.entry("DicomAlwaysAllowStore", true),
                        Map.entry("DicomAlwaysAllowGet", true),
                        Map.entry("DicomModalities", Map.of("node", List.of("TRIVIUM", "127.0.0.1", node.start())))));
        ProcessBuilder builder = new ProcessBuilder(ORTHANC.toString(), configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("orthanc.log").toFile());
        builder.environment().put("TCP_NODELAY", "1");
        process = builder.start();
        await(() -> echoes());
    }

    @AfterEach
    void stop() throws Exception {
        if (process != null) {
            process.destroy();
            process.waitFor();
            node.close();
            reporter.close();
            client.close();
        }
    }

    private static int freePort(int from) throws IOException {
        for (int port = from; port < from + 90; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                // Taken; the next one.
            }
        }
        throw new IOException("no free port from " + from);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 90_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "waited in vain");
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        }
    }

    private boolean echoes() {
        try (Association association = client.open(orthanc, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN)))) {
            boolean done = Requests.echo(association).isDone();
            association.release();
            return done;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode rest(String method, String path, String body) throws Exception {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), path);
        return JSON.readTree(response.body());
    }

    private static String instance(int number) {
        return "2.25.900." + number;
    }

    private void sendToOrthanc(int count) throws IOException {
        try (Association association =
                client.open(orthanc, List.of(new Proposal(Objects.CT, Uids.PLAIN.subList(0, 1))))) {
            for (int i = 0; i < count; i++) {
                var answer = Requests.store(
                        association,
                        association.context(Objects.CT).orElseThrow(),
                        instance(i),
                        new ByteArrayInputStream(Objects.image("2.25.900", "2.25.901", instance(i), i, 800)));
                assertEquals(Status.SUCCESS, answer.status());
            }
            association.release();
        }
    }

    private static DataSet identifier(String level) {
        return new DataSet().putUtf8(Tag.QUERY_RETRIEVE_LEVEL, Vr.CS, level).put(Tag.STUDY_INSTANCE_UID, "2.25.900");
    }

    @Test
    void storesFindsMovesAndGets() throws Exception {
        sendToOrthanc(3);
        try (Association association = client.open(
                orthanc,
                List.of(
                        new Proposal(Uids.STUDY_ROOT_FIND, Uids.PLAIN),
                        new Proposal(Uids.STUDY_ROOT_MOVE, Uids.PLAIN)))) {
            DataSet keys = identifier("STUDY").put(Tag.PATIENT_NAME, "").put(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, "");
            List<DataSet> found = Requests.find(association, keys, 10);
            assertEquals(1, found.size());
            assertEquals(Optional.of("Test^Patient"), found.getFirst().text(Tag.PATIENT_NAME));
            Retrieved moved = Requests.move(association, identifier("STUDY"), new AeTitle("TRIVIUM"));
            assertEquals(Status.SUCCESS, moved.status());
            assertEquals(3, moved.completed());
            association.release();
        }
        assertEquals(3, sink.kept.size());
        List<String> got = new ArrayList<>();
        try (Association association = client.open(
                orthanc,
                List.of(
                        new Proposal(Uids.STUDY_ROOT_GET, Uids.PLAIN),
                        new Proposal(Objects.CT, Uids.PLAIN.subList(0, 1))),
                List.of(new AssociateRequest.RoleSelection(Objects.CT, false, true)))) {
            Retrieved retrieved = Requests.get(association, identifier("STUDY"), message -> {
                message.data().readAllBytes();
                got.add(message.command().text(Command.AFFECTED_SOP_INSTANCE).orElseThrow());
                return CommandSet.response(message.command(), Status.SUCCESS);
            });
            assertEquals(Status.SUCCESS, retrieved.status());
            association.release();
        }
        assertEquals(3, got.size());
    }

    @Test
    void takesWhatOrthancSendsAndCommitsToIt() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(Part10.head(Objects.CT, instance(7), Uids.EXPLICIT_LITTLE_ENDIAN));
        file.writeBytes(Objects.image("2.25.900", "2.25.901", instance(7), 7, 800));
        HttpResponse<byte[]> uploaded = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/instances"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file.toByteArray()))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        String id = JSON.readTree(uploaded.body()).path("ID").asText();
        rest("POST", "/modalities/node/store", "{\"Resources\": [\"" + id + "\"], \"StorageCommitment\": true}");
        assertEquals(instance(7), sink.kept.getFirst().incoming().sopInstance());
        String transaction = rest("POST", "/modalities/node/storage-commitment", "{\"Resources\": [\"" + id + "\"]}")
                .path("ID")
                .asText();
        await(() -> keeper.owed.isEmpty());
        assertEquals(
                "Success",
                rest("GET", "/storage-commitment/" + transaction, "")
                        .path("Status")
                        .asText());
    }

    @Test
    void getsOrthancsCommitment() throws Exception {
        sendToOrthanc(1);
        String transaction;
        try (Association association =
                client.open(orthanc, List.of(new Proposal(Uids.STORAGE_COMMITMENT, Uids.PLAIN)))) {
            transaction = CommitmentService.request(
                    association,
                    List.of(
                            new InstanceReference(Objects.CT, instance(0)),
                            new InstanceReference(Objects.CT, "2.25.999")));
            association.release();
        }
        await(() -> !keeper.results.isEmpty());
        CommitmentResult result = keeper.results.getFirst();
        assertEquals(transaction, result.transaction());
        assertEquals(List.of(new InstanceReference(Objects.CT, instance(0))), result.committed());
        assertEquals(1, result.failed().size());
    }
}
