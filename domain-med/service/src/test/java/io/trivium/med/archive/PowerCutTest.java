package io.trivium.med.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.med.dataset.Part10;
import io.trivium.med.dataset.Uids;
import io.trivium.med.dicom.DicomClient;
import io.trivium.med.dicom.DicomClient.Proposal;
import io.trivium.med.dicom.Requests;
import io.trivium.med.dicom.TestNode;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.Association;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.Peer;
import io.trivium.med.dicom.association.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The power goes off under the store: every acknowledged instance is there afterwards, byte for byte. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@NullUnmarked // JUnit sets the fields
class PowerCutTest {

    private static final int CUTS = 3;
    private static final int SENDERS = 4;
    private static final int ACKNOWLEDGED_BEFORE_A_CUT = 60;

    @TempDir
    Path directory;

    private Path mounted;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private static boolean has(String tool) {
        return Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
                .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted != null) run("umount", mounted.toString());
    }

    @Test
    void keepsWhatWasAcknowledgedThroughPowerCuts() throws Exception {
        assumeTrue(has("xfs_io") && has("mkfs.ext4"), "skipped: install Debian's xfsprogs and e2fsprogs");
        Path image = directory.resolve("disk.img");
        Path mount = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("truncate", "-s", "400M", image.toString()) && run("mkfs.ext4", "-q", "-F", image.toString()),
                "skipped: no file system can be made here");
        assumeTrue(
                run("mount", "-o", "loop", image.toString(), mount.toString()),
                "skipped: mounting a loop device is not allowed here (needs root)");
        mounted = mount;
        for (int cut = 0; cut < CUTS; cut++) {
            cut(mount);
            assertTrue(run("umount", mount.toString()), "umount after cut " + cut);
            assertTrue(run("mount", "-o", "loop", image.toString(), mount.toString()), "mount after cut " + cut);
            Set<String> there = hashes(mount);
            Set<String> lost =
                    acknowledged.stream().filter(hash -> !there.contains(hash)).collect(Collectors.toSet());
            assertEquals(Set.of(), lost, lost.size() + " of " + acknowledged.size() + " lost in cut " + cut);
        }
        assertTrue(acknowledged.size() >= CUTS * ACKNOWLEDGED_BEFORE_A_CUT);
    }

    private void cut(Path mount) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        mount.resolve("store").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        Peer node = TestNode.peer(TestNode.OWN_AE, "127.0.0.1", Integer.parseInt(line.substring("port ".length())));
        CountDownLatch enough = new CountDownLatch(ACKNOWLEDGED_BEFORE_A_CUT);
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < SENDERS; i++) senders.execute(() -> send(node, enough));
            assertTrue(enough.await(2, TimeUnit.MINUTES), "the node stored too little before the cut");
            assertTrue(run("xfs_io", "-x", "-c", "shutdown", mount.toString()), "the cut");
            process.destroyForcibly().waitFor();
        }
    }

    private void send(Peer node, CountDownLatch enough) {
        try (DicomClient client =
                        new DicomClient(new AeTitle(TestNode.PEER_AE), AssociationLimits.DEFAULTS, Optional.empty());
                Association association =
                        client.open(node, List.of(new Proposal(Objects.CT, List.of(Uids.EXPLICIT_LITTLE_ENDIAN))))) {
            while (true) {
                int number = numbers.incrementAndGet();
                String uid = "1.2.9." + number;
                byte[] image = Objects.image("1.2", "1.2.3", uid, number, 64_000);
                Requests.Answer answer = Requests.store(
                        association,
                        association.context(Objects.CT).orElseThrow(),
                        uid,
                        new ByteArrayInputStream(image));
                if (answer.status() != Status.SUCCESS) return;
                acknowledged.add(hash(Part10.head(Objects.CT, uid, Uids.EXPLICIT_LITTLE_ENDIAN), image));
                enough.countDown();
            }
        } catch (IOException e) {
            // The cut.
        }
    }

    private static String hash(byte[]... parts) {
        MessageDigest digest = InstanceUpload.sha256();
        for (byte[] part : parts) digest.update(part);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Set<String> hashes(Path mount) throws IOException {
        try (Stream<Path> all = Files.walk(mount.resolve("store"))) {
            Set<String> hashes = ConcurrentHashMap.newKeySet();
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".dcm")).toList()) {
                hashes.add(hash(Files.readAllBytes(file)));
            }
            return hashes;
        }
    }
}
