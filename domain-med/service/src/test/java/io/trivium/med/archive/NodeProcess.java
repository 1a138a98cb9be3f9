package io.trivium.med.archive;

import io.trivium.med.dicom.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** A node with a store in a process of its own, which prints its port and runs until its input ends. */
public final class NodeProcess {

    private NodeProcess() {}

    /** Arguments: the directory of the store. */
    public static void main(String[] arguments) throws IOException {
        try (InstanceArchive archive = new InstanceArchive(
                        new InstanceFiles(Path.of(arguments[0])),
                        new FakeLedger(),
                        new ArchiveLimits(64 << 20, 0),
                        new ArchiveObserver() {},
                        InstantSource.system());
                TestNode node = new TestNode(archive, TestNode.PATIENT, 16)) {
            System.out.println("port " + node.port());
            while (System.in.read() >= 0) {
                // The parent ends this process by closing its input.
            }
        }
    }
}
