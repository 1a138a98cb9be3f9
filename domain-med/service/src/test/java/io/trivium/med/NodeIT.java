package io.trivium.med;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import io.trivium.med.archive.Objects;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.DicomNode;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.TestKeys;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.AssociationRejectedException;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Peer.PeerAddress;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service, called by dcmtk's tools. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus and JUnit set the fields
class NodeIT {

    private static final List<Proposal> ECHO = List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN));

    @Inject
    DicomNode node;

    @TempDir
    Path directory;

    private record Result(int code, String output) {}

    private Result run(String tool, List<String> arguments) throws IOException, InterruptedException {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", tool)),
                () -> "skipped: " + tool + " is missing; install Debian's dcmtk");
        List<String> command = new ArrayList<>(List.of("/usr/bin/" + tool));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TCP_NODELAY", "1");
        Path output = directory.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), tool + " did not end");
        return new Result(process.exitValue(), Files.readString(output));
    }

    private List<String> to(String calling, String called, String... more) {
        List<String> arguments = new ArrayList<>(List.of("-aet", calling, "-aec", called));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("127.0.0.1", Integer.toString(node.port())));
        return arguments;
    }

    private Path file(String name, String instance, int seed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Part10.head(Objects.CT, instance, Uids.EXPLICIT_LITTLE_ENDIAN));
        out.writeBytes(Objects.image("2.25.10", "2.25.11", instance, seed, 4000));
        return Files.write(directory.resolve(name), out.toByteArray());
    }

    private static long count(String where) throws Exception {
        return TestDatabase.schema("med").count("select count(*) from instance where " + where);
    }

    @Test
    void answersEchoscuAndRejectsOthers() throws Exception {
        assertEquals(0, run("echoscu", to("PACS", "TRIVIUM")).code());
        Result stranger = run("echoscu", to("STRANGER", "TRIVIUM"));
        assertTrue(stranger.output().contains("Calling AE Title Not Recognized"), stranger.output());
        Result other = run("echoscu", to("PACS", "OTHER"));
        assertTrue(other.output().contains("Called AE Title Not Recognized"), other.output());
    }

    /** Of two certificates that the node trusts one is the peer's; the node's own is checked by its peers. */
    @Test
    void aPeerOverTlsShowsItsOwnCertificate() throws Exception {
        Path keys = ConfigProvider.getConfig()
                .getValue("platform.med.dicom.tls.key-store", Path.class)
                .getParent();
        KeyStore own = TestKeys.in(keys, "node");
        KeyStore ct = TestKeys.in(keys, "ct");
        KeyStore stranger = TestKeys.in(keys, "stranger");
        try (DicomClient client = client(TestKeys.context(ct, own));
                Association association = client.open(overTls(own), ECHO)) {
            assertTrue(Requests.echo(association).isDone());
        }
        try (DicomClient client = client(TestKeys.context(stranger, own))) {
            assertThrows(AssociationRejectedException.class, () -> client.open(overTls(own), ECHO));
        }
        try (DicomClient client = client(TestKeys.context(null, own))) {
            assertThrows(IOException.class, () -> client.open(overTls(own), ECHO));
        }
        try (DicomClient client = client(TestKeys.context(ct, stranger))) {
            assertThrows(IOException.class, () -> client.open(overTls(own), ECHO));
        }
        Result plain = run("echoscu", to("CT_TLS", "TRIVIUM"));
        assertTrue(plain.output().contains("Rejected"), plain.output());
    }

    private static DicomClient client(SSLContext context) {
        return new DicomClient(new AeTitle("CT_TLS"), AssociationLimits.DEFAULTS, Optional.of(context));
    }

    private Peer overTls(KeyStore shown) throws GeneralSecurityException {
        return new Peer(
                "node",
                new AeTitle("TRIVIUM"),
                new TenantId("demo-hospital"),
                List.of(),
                Set.of(),
                Optional.of(new PeerAddress("127.0.0.1", node.tlsPort())),
                true,
                Optional.of(TestKeys.fingerprint(shown)));
    }

    @Test
    void storesWhatStorescuSendsOnce() throws Exception {
        Path first = file("first", "2.25.101", 1);
        Path second = file("second", "2.25.102", 2);
        List<String> arguments = to("PACS", "TRIVIUM");
        arguments.add(first.toString());
        arguments.add(second.toString());
        assertEquals(0, run("storescu", arguments).code());
        assertEquals(0, run("storescu", arguments).code());
        assertEquals(2, count("sop_instance_uid in ('2.25.101', '2.25.102') and version = 1"));
        assertEquals(
                1, TestDatabase.schema("med").count("select count(*) from study where study_instance_uid = '2.25.10'"));
        assertEquals(
                1,
                TestDatabase.schema("med")
                        .count(
                                "select count(*) from series where series_instance_uid = '2.25.11' and modality = 'CT'"));
    }

    @Test
    void keepsAndAuditsOtherContentOfTheSameInstance() throws Exception {
        List<String> arguments = to("PACS", "TRIVIUM");
        arguments.add(file("one", "2.25.201", 1).toString());
        assertEquals(0, run("storescu", arguments).code());
        file("one", "2.25.201", 2);
        assertEquals(0, run("storescu", arguments).code());
        assertEquals(2, count("sop_instance_uid = '2.25.201'"));
        assertEquals(
                1,
                TestDatabase.schema("med")
                        .count("select count(*) from audit_entry where action = 'instance.other-content'"
                                + " and object = 'instance/2.25.201'"));
    }

    @Test
    void isolatesTenants() throws Exception {
        RowLevelSecurity.assertIsolated(TestDatabase.schema("med"));
    }
}
