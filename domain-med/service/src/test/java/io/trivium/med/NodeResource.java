package io.trivium.med;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.testing.ScriptedShortlists;
import io.trivium.med.dicom.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;

/** The settings of the service under test: a free port, an empty store, two peers on this machine, one of them with TLS. */
public final class NodeResource implements QuarkusTestResourceLifecycleManager {
    /** The runtime's list of findings worth a decision; empty until a test sets it. */
    public static final ScriptedShortlists SHORTLISTS = ScriptedShortlists.start();

    @Override
    public Map<String, String> start() {
        try {
            Path keys = Files.createTempDirectory("trivium-med-keys");
            KeyStore ct = TestKeys.make(keys, "ct");
            KeyStore stranger = TestKeys.make(keys, "stranger");
            TestKeys.make(keys, "node");
            Map<String, String> settings = new HashMap<>(Map.of(
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
                    "a key of these tests, of no other use"));
            settings.putAll(Map.of(
                    "platform.med.dicom.tls.port",
                    "0",
                    "platform.med.dicom.tls.key-store",
                    keys.resolve("node.p12").toString(),
                    "platform.med.dicom.tls.key-store-password",
                    TestKeys.PASSWORD,
                    "platform.med.dicom.tls.trust-store",
                    TestKeys.trustStore(keys.resolve("trusted.p12"), ct, stranger)
                            .toString(),
                    "platform.med.dicom.tls.trust-store-password",
                    TestKeys.PASSWORD,
                    "platform.med.dicom.peers.ct.ae-title",
                    "CT_TLS",
                    "platform.med.dicom.peers.ct.tenant",
                    "demo-hospital",
                    "platform.med.dicom.peers.ct.tls",
                    "true",
                    "platform.med.dicom.peers.ct.certificate-sha256",
                    TestKeys.fingerprint(ct)));
            settings.put("platform.med.dicom.peers.ct.hosts", "127.0.0.1");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException("no keys", e);
        }
    }

    @Override
    public void stop() {
        // The directory is among the machine's temporary files.
    }
}
