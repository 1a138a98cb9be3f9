package io.trivium.deploy.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSegmentsTest {
    @TempDir
    Path directory = Path.of(".");

    private Path segment = directory;

    @BeforeEach
    void partition() throws IOException {
        Path partition = Files.createDirectories(directory.resolve("kafka/log/t-0"));
        segment = partition.resolve("00000000000000000000.log");
    }

    private void write(long... offsets) throws IOException {
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long offset : offsets) {
                MemoryRecords.withRecords(
                                offset,
                                Compression.NONE,
                                new SimpleRecord(1L, bytes("key"), bytes("first")),
                                new SimpleRecord(1L, bytes("key"), bytes("second")))
                        .writeFullyTo(file);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void whatFollowsOnEachOtherIsWhole() throws IOException {
        write(0, 2, 4);
        assertEquals(new LogSegments(1, 3, List.of()), LogSegments.of(directory, Set.of()));
    }

    @Test
    void aGapInOffsetsIsFound() throws IOException {
        write(0, 4);
        assertEquals(
                List.of("t-0: after 1 comes 4"),
                LogSegments.of(directory, Set.of()).violations());
        assertEquals(List.of(), LogSegments.of(directory, Set.of("t")).violations());
    }

    @Test
    void aDamagedBatchIsFound() throws IOException {
        write(0);
        byte[] content = Files.readAllBytes(segment);
        content[content.length - 2] = (byte) (content[content.length - 2] ^ 1);
        Files.write(segment, content);
        assertEquals(
                List.of("t-0: the batch at 0 does not have its sum"),
                LogSegments.of(directory, Set.of()).violations());
    }

    @Test
    void aBatchThatIsCutOffIsAsAfterACrash() throws IOException {
        write(0, 2);
        byte[] content = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(content, content.length - 3));
        assertEquals(new LogSegments(1, 1, List.of()), LogSegments.of(directory, Set.of()));
    }
}
