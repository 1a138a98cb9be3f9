package io.trivium.med.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dicom.association.AeTitle;
import io.trivium.med.dicom.association.AssociationLimits;
import io.trivium.med.dicom.association.HostRange;
import io.trivium.med.dicom.association.Peer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Defaults, every key and refused values of the node's configuration. */
class DicomConfigTest {

    private static final String PREFIX = "platform.med.dicom.";

    private static DicomConfig config(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>();
        settings.forEach((key, value) -> values.put(PREFIX + key, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(DicomConfig.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withDefaultValues(values)
                .build();
        return config.getConfigMapping(DicomConfig.class);
    }

    @Test
    void hasTheDocumentedDefaultsAndLetsNobodyIn() {
        DicomConfig config = config(Map.of());
        assertTrue(config.enabled());
        assertEquals("127.0.0.1", config.host());
        assertEquals(11112, config.port());
        assertEquals(List.of("TRIVIUM"), config.aeTitles());
        assertEquals(64, config.maxAssociations());
        assertEquals(128 * 1024, config.maxPduLength().asLongValue());
        assertEquals(Duration.ofSeconds(10), config.negotiationTimeout());
        assertEquals(Duration.ofSeconds(60), config.idleTimeout());
        assertEquals(Duration.ofSeconds(30), config.readTimeout());
        assertEquals(Duration.ofMinutes(10), config.messageTimeout());
        assertEquals(Duration.ofSeconds(30), config.writeTimeout());
        assertEquals(Optional.empty(), config.privateSopClasses());
        assertEquals(Optional.empty(), config.tls().port());
        assertEquals(List.of(), DicomSettings.accessList(config).peers());
        assertEquals(Optional.empty(), DicomSettings.tls(config.tls()));
    }

    @Test
    void readsEveryKey() {
        DicomConfig config = config(Map.ofEntries(
                Map.entry("enabled", "false"),
                Map.entry("host", "0.0.0.0"),
                Map.entry("port", "104"),
                Map.entry("ae-titles", "ONE,TWO"),
                Map.entry("max-associations", "5"),
                Map.entry("max-pdu-length", "64K"),
                Map.entry("negotiation-timeout", "1s"),
                Map.entry("idle-timeout", "2s"),
                Map.entry("read-timeout", "3s"),
                Map.entry("message-timeout", "4s"),
                Map.entry("write-timeout", "5s"),
                Map.entry("private-sop-classes", "1.3.12.2.1107.5.9.1"),
                Map.entry("tls.port", "2762"),
                Map.entry("tls.key-store", "/keys.p12"),
                Map.entry("tls.key-store-password", "a"),
                Map.entry("tls.trust-store", "/trust.p12"),
                Map.entry("tls.trust-store-password", "b"),
                Map.entry("peers.ct1.ae-title", "CT 1"),
                Map.entry("peers.ct1.tenant", "demo-hospital"),
                Map.entry("peers.ct1.hosts", "10.1.0.0/16,192.0.2.7"),
                Map.entry("peers.ct1.called-ae-titles", "TWO"),
                Map.entry("peers.ct1.address", "192.0.2.7"),
                Map.entry("peers.ct1.port", "11113"),
                Map.entry("peers.ct1.tls", "true"),
                Map.entry("peers.ct1.certificate-sha256", "ab".repeat(32))));
        assertEquals(false, config.enabled());
        assertEquals("0.0.0.0", config.host());
        assertEquals(104, config.port());
        assertEquals(5, config.maxAssociations());
        assertEquals(Optional.of(Set.of("1.3.12.2.1107.5.9.1")), config.privateSopClasses());
        assertEquals(Optional.of(2762), config.tls().port());
        assertEquals(Optional.of(Path.of("/keys.p12")), config.tls().keyStore());
        assertEquals(Optional.of("a"), config.tls().keyStorePassword());
        assertEquals(Optional.of(Path.of("/trust.p12")), config.tls().trustStore());
        assertEquals(Optional.of("b"), config.tls().trustStorePassword());
        AssociationLimits limits = DicomSettings.limits(config);
        assertEquals(64 * 1024, limits.maxPduLength());
        assertEquals(Duration.ofSeconds(1), limits.negotiation());
        assertEquals(Duration.ofSeconds(2), limits.idle());
        assertEquals(Duration.ofSeconds(3), limits.read());
        assertEquals(Duration.ofSeconds(4), limits.message());
        assertEquals(Duration.ofSeconds(5), limits.write());
        AccessList access = DicomSettings.accessList(config);
        assertEquals(Set.of(new AeTitle("ONE"), new AeTitle("TWO")), access.ownAes());
        Peer peer = access.byName(new TenantId("demo-hospital"), "ct1").orElseThrow();
        assertEquals(
                Optional.empty(),
                access.byName(new TenantId("other-hospital"), "ct1"),
                "a peer is its organisation's alone");
        assertEquals(new AeTitle("CT 1"), peer.aeTitle());
        assertEquals(new TenantId("demo-hospital"), peer.tenant());
        assertEquals(List.of(new HostRange("10.1.0.0/16"), new HostRange("192.0.2.7")), peer.hosts());
        assertEquals(Set.of(new AeTitle("TWO")), peer.calledAes());
        assertEquals(Optional.of(new Peer.PeerAddress("192.0.2.7", 11113)), peer.address());
        assertTrue(peer.tls());
        assertEquals(Optional.of("ab".repeat(32)), peer.certificateSha256());
    }

    @Test
    void refusesWhatCannotBeMeantAndNamesTheKey() {
        Map<String, String> peer = Map.of("peers.x.ae-title", "X", "peers.x.tenant", "demo-hospital");
        for (Map.Entry<String, String> wrong : Map.of(
                        "peers.x.hosts", "10.0.0.0/33",
                        "peers.x.address", "192.0.2.7",
                        "peers.x.certificate-sha256", "ab".repeat(32))
                .entrySet()) {
            Map<String, String> settings = new HashMap<>(peer);
            settings.put(wrong.getKey(), wrong.getValue());
            DicomConfig config = config(settings);
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> DicomSettings.accessList(config));
            assertTrue(String.valueOf(refused.getMessage()).contains("peers.x"), refused.getMessage());
        }
        DicomConfig noStore = config(Map.of("tls.port", "2762"));
        assertThrows(IllegalArgumentException.class, () -> DicomSettings.tls(noStore.tls()));
        DicomConfig smallPdu = config(Map.of("max-pdu-length", "10"));
        assertThrows(IllegalArgumentException.class, () -> DicomSettings.limits(smallPdu));
        assertThrows(RuntimeException.class, () -> config(Map.of("prot", "104")));
    }

    @Test
    void knowsAddressesOfABlock() throws Exception {
        HostRange block = new HostRange("10.1.2.0/23");
        assertTrue(block.contains(InetAddress.getByAddress(new byte[] {10, 1, 3, 4})));
        assertEquals(false, block.contains(InetAddress.getByAddress(new byte[] {10, 1, 4, 4})));
        assertTrue(new HostRange("::1/128").contains(InetAddress.ofLiteral("::1")));
        assertEquals(false, new HostRange("10.0.0.0/8").contains(InetAddress.ofLiteral("::1")));
    }
}
