package io.trivium.med;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.testing.ScriptedShortlists;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** The settings of the service under test: a free port, an empty store, one peer on this machine. */
public final class NodeResource implements QuarkusTestResourceLifecycleManager {
    /** The runtime's list of findings worth a decision; empty until a test sets it. */
    public static final ScriptedShortlists SHORTLISTS = ScriptedShortlists.start();

    @Override
    public Map<String, String> start() {
        try {
            return Map.of(
                    "platform.med.archive.directory",
                    Files.createTempDirectory("trivium-med-archive").toString(),
                    "platform.med.archive.reserved-space",
                    "1M",
                    "platform.shortlist.url",
                    SHORTLISTS.address().toString(),
                    "platform.shortlist.timeout",
                    "2s",
                    "platform.med.dicom.port",
                    "0",
                    "platform.med.dicom.peers.pacs.ae-title",
                    "PACS",
                    "platform.med.dicom.peers.pacs.tenant",
                    "demo-hospital",
                    "platform.med.dicom.peers.pacs.hosts",
                    "127.0.0.1",
                    "platform.connections.allow",
                    "127.0.0.0/8",
                    "platform.connections.secret",
                    "a key of these tests, of no other use");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The directory is among the machine's temporary files.
    }
}
