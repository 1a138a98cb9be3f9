package io.trivium.med.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Part10.FileMeta;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.MalformedObjects;
import io.trivium.med.dicom.MalformedObjects.Malformed;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.Requests.Answer;
import io.trivium.med.dicom.TestNode;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.PresentationContext;
import io.trivium.med.dicom.association.Status;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sends every kind of invalid input to a node with 256 MiB of heap: each object gets a status within a second of
 * processor time, the node and its other associations continue, and no file appears outside of the store. The JVM's
 * compiler and collector count in that time too, so an object is slow only if it is slow each time that it is sent.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@NullUnmarked // JUnit sets the fields
class BadInputTest {

    private static final String CT = Objects.CT;
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int TIMES = 3;

    @TempDir
    Path directory;

    private Process process;
    private Peer node;

    @BeforeEach
    void start() throws IOException {
        Path store = Files.createDirectories(directory.resolve("store"));
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        store.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        node = TestNode.peer(TestNode.OWN_AE, "127.0.0.1", Integer.parseInt(line.substring("port ".length())));
    }

    @AfterEach
    void stop() throws Exception {
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    }

    private Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Whether the node needs at most a second of processor time for it, at least once in {@link #TIMES}. */
    private boolean isInTime(Sending object) throws IOException {
        for (int time = 0; time < TIMES; time++) {
            Duration start = processorTime();
            object.send();
            if (processorTime().minus(start).compareTo(LONGEST) <= 0) return true;
        }
        return false;
    }

    private interface Sending {
        void send() throws IOException;
    }

    private Set<Path> outside() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> !path.startsWith(directory.resolve("store")))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static DicomClient client() {
        return new DicomClient(new AeTitle(TestNode.PEER_AE), AssociationLimits.DEFAULTS, Optional.empty());
    }

    private Answer send(DicomClient client, String sopClass, String syntax, String instance, InputStream data)
            throws IOException {
        try (Association association = client.open(node, List.of(new Proposal(sopClass, List.of(syntax))))) {
            PresentationContext context = association.context(sopClass).orElseThrow();
            Answer answer = Requests.store(association, context, instance, data);
            association.release();
            return answer;
        }
    }

    @Test
    void answersEveryMalformedObjectInTime() throws Exception {
        List<String> slow = new ArrayList<>();
        Set<Path> before = outside();
        try (DicomClient client = client();
                Association neighbour = client.open(node, List.of(new Proposal(Uids.VERIFICATION, Uids.PLAIN)))) {
            List<Malformed> all = MalformedObjects.all();
            assertTrue(all.size() > 900, "only " + all.size());
            int number = 0;
            for (Malformed object : all) {
                boolean inTime = isInTime(() -> {
                    Answer answer = send(
                            client, CT, object.transferSyntax(), "1.2.3.4", new ByteArrayInputStream(object.data()));
                    assertTrue(
                            answer.isDone() || answer.status() == Status.CANNOT_UNDERSTAND,
                            () -> object + " was answered with " + Integer.toHexString(answer.status()));
                });
                if (!inTime) slow.add(object.name());
                if (++number % 50 == 0)
                    assertEquals(Status.SUCCESS, Requests.echo(neighbour).status());
            }
        }
        assertEquals(List.of(), slow);
        assertEquals(before, outside());
        assertTrue(process.isAlive());
    }

    @Test
    void takesEveryFileOfTheConformanceSet() throws Exception {
        String set = System.getenv("TRIVIUM_DATA");
        Path data =
                (set == null ? Path.of("..", "..", "shared", "data") : Path.of(set)).resolve("med/dicom-conformance");
        assumeTrue(Files.isDirectory(data), () -> "skipped: no conformance files at " + data + " (set TRIVIUM_DATA)");
        List<String> slow = new ArrayList<>();
        int done = 0;
        int sent = 0;
        try (DicomClient client = client();
                Stream<Path> walked = Files.walk(data)) {
            for (Path file : walked.filter(Files::isRegularFile).sorted().toList()) {
                sent++;
                AtomicBoolean stored = new AtomicBoolean();
                if (!isInTime(() -> stored.set(send(client, file).isDone())))
                    slow.add(file.getFileName().toString());
                if (stored.get()) done++;
            }
        }
        assertEquals(List.of(), slow);
        assertTrue(sent >= 181, "only " + sent);
        assertTrue(done >= 150, done + " of " + sent + " were stored");
        assertTrue(process.isAlive());
    }

    /** As the class and syntax that the file names, or as a CT image when it names none. */
    private Answer send(DicomClient client, Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024)) {
            FileMeta meta = Part10.read(in);
            String sopClass = meta.sopClass().filter(Uids::isStorageClass).orElse(CT);
            return send(
                    client, sopClass, meta.transferSyntax(), meta.sopInstance().orElse("1.2.3"), in);
        } catch (InvalidDataSetException e) {
            return send(client, CT, Uids.IMPLICIT_LITTLE_ENDIAN, "1.2.3", Files.newInputStream(file));
        }
    }
}
