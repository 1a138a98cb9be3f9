package io.trivium.med.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.dicom.InstanceSink.Duplication;
import io.trivium.med.dicom.InstanceSink.Stored;
import io.trivium.med.dicom.InstanceSink.Upload;
import io.trivium.med.dicom.StoreRefusedException;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that acknowledged instances are in a file and a row, and that others leave nothing. */
class InstanceArchiveTest {

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    private final FakeLedger ledger = new FakeLedger();

    private InstanceArchive archive(ArchiveLimits limits) throws IOException {
        return new InstanceArchive(
                new InstanceFiles(directory), ledger, limits, new ArchiveObserver() {}, InstantSource.system());
    }

    private InstanceArchive archive() throws IOException {
        return archive(new ArchiveLimits(1 << 20, 0));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void keepsTheBytesUnderTheirHash() throws Exception {
        byte[] image = Objects.image("1.2", "1.2.3", "1.2.3.4", 1, 5000);
        try (InstanceArchive archive = archive()) {
            Stored stored = Objects.store(archive, Objects.incoming("1.2.3.4"), image);
            assertEquals(
                    new Stored(
                            Status.SUCCESS,
                            "",
                            Duplication.NEW,
                            Optional.of(new StudyInstanceUid("1.2")),
                            Optional.of("1.2.3")),
                    stored);
        }
        InstanceRow row = ledger.rows.getFirst();
        Path file = files().getFirst();
        byte[] written = Files.readAllBytes(file);
        assertEquals(row.sha256() + ".dcm", file.getFileName().toString());
        assertEquals(row.size(), written.length);
        assertArrayEquals(image, Arrays.copyOfRange(written, row.dataSetOffset(), written.length));
        var header = row.header().orElseThrow();
        assertEquals(Optional.of(new StudyInstanceUid("1.2")), header.study());
        assertEquals(Optional.of("P-1"), header.patientId());
        assertEquals(7, header.instanceNumber().orElseThrow());
        assertEquals(4, header.rows().orElseThrow());
    }

    @Test
    void takesTheSameBytesAgainWithoutEffect() throws Exception {
        byte[] image = Objects.image("1.2", "1.2.3", "1.2.3.4", 1, 5000);
        try (InstanceArchive archive = archive()) {
            Objects.store(archive, Objects.incoming("1.2.3.4"), image);
            Stored again = Objects.store(archive, Objects.incoming("1.2.3.4"), image);
            assertEquals(
                    new Stored(
                            Status.SUCCESS,
                            "",
                            Duplication.SAME_CONTENT,
                            Optional.of(new StudyInstanceUid("1.2")),
                            Optional.of("1.2.3")),
                    again);
        }
        assertEquals(1, files().size());
        assertEquals(1, ledger.rows.size());
    }

    @Test
    void keepsBothWhenTheSameInstanceComesWithOtherBytes() throws Exception {
        try (InstanceArchive archive = archive()) {
            Objects.store(archive, Objects.incoming("1.2.3.4"), Objects.image("1.2", "1.2.3", "1.2.3.4", 1, 5000));
            Stored other = Objects.store(
                    archive, Objects.incoming("1.2.3.4"), Objects.image("1.2", "1.2.3", "1.2.3.4", 2, 5000));
            assertEquals(Duplication.OTHER_CONTENT, other.duplication());
            assertEquals(Status.SUCCESS, other.status());
        }
        assertEquals(2, files().size());
        assertEquals(2, ledger.rows.size());
    }

    @Test
    void storesWhatItCannotReadAndSaysSo() throws Exception {
        try (InstanceArchive archive = archive()) {
            Stored stored = Objects.store(archive, Objects.incoming("1.2.3.4"), new byte[] {1, 2, 3, 4, 5, 6, 7});
            assertEquals(Status.STORED_WITH_MISMATCH, stored.status());
            Stored other = Objects.store(
                    archive, Objects.incoming("1.2.3.5"), Objects.image("1.2", "1.2.3", "1.2.3.4", 1, 50));
            assertEquals(Status.STORED_WITH_MISMATCH, other.status());
            assertEquals("stored; SOP Instance UID differs from the command's", other.comment());
        }
        assertEquals(2, files().size());
    }

    @Test
    void refusesWhenTheDiskIsLowAndTakesAgainLater() throws Exception {
        byte[] image = Objects.image("1.2", "1.2.3", "1.2.3.4", 1, 5000);
        try (InstanceArchive full = archive(new ArchiveLimits(1 << 20, Long.MAX_VALUE))) {
            StoreRefusedException refused = assertThrows(
                    StoreRefusedException.class, () -> Objects.store(full, Objects.incoming("1.2.3.4"), image));
            assertEquals(Status.OUT_OF_RESOURCES, refused.status());
        }
        assertEquals(List.of(), files());
        try (InstanceArchive archive = archive()) {
            assertEquals(
                    Status.SUCCESS,
                    Objects.store(archive, Objects.incoming("1.2.3.4"), image).status());
        }
    }

    @Test
    void refusesWhatIsTooLargeAndKeepsNothingOfIt() throws Exception {
        try (InstanceArchive archive = archive(new ArchiveLimits(20_000, 0))) {
            StoreRefusedException refused = assertThrows(
                    StoreRefusedException.class,
                    () -> Objects.store(archive, Objects.incoming("1.2.3.4"), new byte[20_001]));
            assertEquals(Status.OUT_OF_RESOURCES, refused.status());
        }
        assertEquals(List.of(), files());
    }

    @Test
    void refusesWhileTheDatabaseIsAwayAndTakesTheSameAgain() throws Exception {
        byte[] image = Objects.image("1.2", "1.2.3", "1.2.3.4", 1, 5000);
        try (InstanceArchive archive = archive()) {
            ledger.away = true;
            StoreRefusedException refused = assertThrows(
                    StoreRefusedException.class, () -> Objects.store(archive, Objects.incoming("1.2.3.4"), image));
            assertEquals(Status.OUT_OF_RESOURCES, refused.status());
            ledger.away = false;
            assertEquals(
                    Duplication.NEW,
                    Objects.store(archive, Objects.incoming("1.2.3.4"), image).duplication());
        }
        assertEquals(1, files().size());
    }

    @Test
    void dropsWhatWasNotFinishedNowAndAfterARestart() throws Exception {
        try (InstanceArchive archive = archive()) {
            try (Upload upload = archive.begin(Objects.incoming("1.2.3.4"))) {
                upload.write(new byte[100], 0, 100);
            }
            assertEquals(List.of(), files());
        }
        Files.write(directory.resolve("incoming").resolve("left-by-a-crash"), new byte[10]);
        assertTrue(Files.isDirectory(new InstanceFiles(directory).root()));
        assertEquals(List.of(), files());
    }

    @Test
    void storesFromManyAtOnce() throws Exception {
        try (InstanceArchive archive = archive();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Stored>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String uid = "1.2.3." + i % 100;
                byte[] image = Objects.image("1.2", "1.2.3", uid, i % 100, 900);
                all.add(threads.submit(() -> Objects.store(archive, Objects.incoming(uid), image)));
            }
            for (Future<Stored> stored : all)
                assertEquals(Status.SUCCESS, stored.get().status());
        }
        assertEquals(100, ledger.rows.size());
        assertEquals(100, files().size());
        assertTrue(files().stream().allMatch(file -> file.startsWith(directory.resolve("demo-bank"))));
    }
}
