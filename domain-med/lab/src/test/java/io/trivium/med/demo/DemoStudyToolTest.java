package io.trivium.med.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dicom.InstanceSink;
import io.trivium.med.dicom.TestNode;
import io.trivium.med.dicom.association.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoStudyToolTest {
    @TempDir
    Path directory;

    /** Keeps the UIDs of what it takes. */
    private static final class Uids implements InstanceSink {
        private final Queue<String> taken = new ConcurrentLinkedQueue<>();

        @Override
        public Upload begin(Incoming incoming) {
            return new Upload() {
                @Override
                public void write(byte[] bytes, int offset, int length) {}

                @Override
                public Stored finish() {
                    taken.add(incoming.sopInstance());
                    return new Stored(Status.SUCCESS, "", Duplication.NEW);
                }

                @Override
                public void close() {}
            };
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aStudyComesStraightToTheNodeWhereThePacsDoesNotAnswer() throws IOException {
        Uids sink = new Uids();
        Path list = directory.resolve("studies.txt");
        try (TestNode node = new TestNode(sink, TestNode.PATIENT, 2)) {
            int code = new CommandLine(new DemoStudyTool())
                    .execute(
                            "--node-port", Integer.toString(node.port()),
                            "--pacs-port", Integer.toString(closedPort()),
                            "--list", list.toString());
            assertEquals(0, code);
        }
        Set<String> images = new TreeSet<>(sink.taken);
        assertEquals(images.size(), sink.taken.size());
        assertTrue(images.size() >= 100, images.size() + " images");
        List<String> lines = Files.readAllLines(list);
        assertEquals(2, lines.size());
        assertTrue(lines.getLast().endsWith(" sent"), lines.getLast());
        String study = lines.getLast().split(" ", -1)[1];
        assertTrue(images.stream().allMatch(image -> image.startsWith(study + ".1.")), study);
    }
}
