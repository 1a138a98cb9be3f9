package io.trivium.industrial.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.trivium.industrial.intake.IntakeConfig;
import io.trivium.industrial.opcua.OpcUaConfig.Mode;
import io.trivium.industrial.opcua.OpcUaConfig.NodeMapping;
import io.trivium.industrial.opcua.OpcUaConfig.Policy;
import io.trivium.industrial.opcua.OpcUaConfig.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpcUaConfigTest {
    @TempDir
    Path directory;

    private static Map<String, String> settings(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "tenant", "demo-plant",
                "endpoint", "opc.tcp://plc.plant.example:4840",
                "nodes.all.folder", "i=85",
                "nodes.all.source", "line/{1}"));
        for (int i = 0; i < keysAndValues.length; i += 2) settings.put(keysAndValues[i], keysAndValues[i + 1]);
        settings.values().removeIf(String::isEmpty);
        return settings;
    }

    private static Server server(String... keysAndValues) {
        return Objects.requireNonNull(
                OpcUaSettings.of(settings(keysAndValues)).opcua().get("line"));
    }

    @Test
    void hasTheDocumentedDefaults() {
        OpcUaConfig config = OpcUaSettings.of(settings());
        assertEquals(Path.of("target/data/opcua"), config.opcuaDirectory());
        assertEquals(Duration.ofDays(1_825), config.opcuaCertificateLife());
        assertEquals(Optional.empty(), config.opcuaApplicationUri());
        Server server = server();
        assertEquals(Policy.BASIC256_SHA256, server.securityPolicy());
        assertEquals(Mode.SIGN_AND_ENCRYPT, server.securityMode());
        assertEquals(Duration.ofMillis(500), server.publishingInterval());
        assertEquals(Duration.ofMillis(500), server.samplingInterval());
        assertEquals(100, server.queueSize());
        assertEquals(0, server.deadband());
        assertEquals(Duration.ofHours(1), server.lifetime());
        assertEquals(20_000, server.unconfirmed());
        assertEquals(Duration.ofSeconds(10), server.requestTimeout());
        assertEquals(Duration.ofMinutes(10), server.browseInterval());
        NodeMapping mapping = Objects.requireNonNull(server.nodes().get("all"));
        assertEquals("#", mapping.filter());
        assertEquals(Optional.empty(), mapping.tag());
    }

    @Test
    void readsEveryKey() {
        Server server = server(
                "security-policy", "Aes128_Sha256_RsaOaep",
                "security-mode", "sign",
                "username", "u",
                "password", "p",
                "user-certificate", "/c",
                "user-key", "/k",
                "publishing-interval", "1s",
                "sampling-interval", "2s",
                "queue-size", "3",
                "deadband", "0.4",
                "lifetime", "5h",
                "unconfirmed", "6",
                "request-timeout", "7s",
                "browse-interval", "8m",
                "nodes.one.node", "ns=2;s=x",
                "nodes.one.source", "s",
                "nodes.one.tag", "t",
                "nodes.one.sampling-interval", "9s",
                "nodes.one.queue-size", "10",
                "nodes.one.deadband", "11",
                "nodes.all.filter", "+/x");
        assertEquals(Policy.AES128_SHA256_RSA_OAEP, server.securityPolicy());
        assertEquals(Mode.SIGN, server.securityMode());
        assertEquals(Optional.of("u"), server.username());
        assertEquals(Optional.of("p"), server.password());
        assertEquals(Optional.of(Path.of("/c")), server.userCertificate());
        assertEquals(Optional.of(Path.of("/k")), server.userKey());
        assertEquals(Duration.ofSeconds(1), server.publishingInterval());
        assertEquals(Duration.ofSeconds(2), server.samplingInterval());
        assertEquals(3, server.queueSize());
        assertEquals(0.4, server.deadband());
        assertEquals(Duration.ofHours(5), server.lifetime());
        assertEquals(6, server.unconfirmed());
        assertEquals(Duration.ofSeconds(7), server.requestTimeout());
        assertEquals(Duration.ofMinutes(8), server.browseInterval());
        NodeMapping one = Objects.requireNonNull(server.nodes().get("one"));
        assertEquals(Optional.of("ns=2;s=x"), one.node());
        assertEquals("s", one.source());
        assertEquals(Optional.of("t"), one.tag());
        assertEquals(Optional.of(Duration.ofSeconds(9)), one.samplingInterval());
        assertEquals(OptionalInt.of(10), one.queueSize());
        assertEquals(OptionalDouble.of(11), one.deadband());
        assertEquals("+/x", Objects.requireNonNull(server.nodes().get("all")).filter());
    }

    @Test
    void refusesWhatCannotBeAndNamesTheKey() throws Exception {
        refused("endpoint", "endpoint", "http://plc");
        refused("both none", "security-policy", "none");
        refused("both none", "security-mode", "none");
        refused("belong together", "user-key", "/k");
        refused("nodes.all needs either", "nodes.all.node", "i=1");
        refused("needs a tag", "nodes.all.folder", "", "nodes.all.node", "i=1");
        refused("no node id", "nodes.all.folder", "Objects/Line");
        assertThrows(RuntimeException.class, () -> server("security-policy", "basic128-rsa15"));
        assertThrows(RuntimeException.class, () -> server("misspelled", "1"));
    }

    private void refused(String why, String... keysAndValues) throws Exception {
        OwnKeys.into(directory);
        OwnCertificate own = OwnCertificate.in(directory, "Test", Optional.empty(), Duration.ofDays(1));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new ServerIntake(
                        "line",
                        server(keysAndValues),
                        directory,
                        own,
                        (tenant, source, reason, count, detail, example) -> {},
                        InstantSource.system(),
                        Duration.ofMillis(100),
                        batch -> CompletableFuture.completedFuture(null),
                        (host, port) -> {}));
        String told = Objects.requireNonNull(refused.getMessage());
        assertTrue(told.startsWith("platform.industrial.intake.opcua.line.") && told.contains(why), told);
    }

    @Test
    void noProtectionIsUnsafeToAnotherHostOnly() {
        Map<String, String> open = settings("security-policy", "none", "security-mode", "none");
        List<String> unsafe = SourceProtectionCheck.unsafe(OpcUaSettings.of(open));
        assertEquals(1, unsafe.size());
        assertTrue(
                unsafe.getFirst().startsWith("platform.industrial.intake.opcua.line.security-mode"), unsafe::getFirst);
        open.put("endpoint", "opc.tcp://127.0.0.1:4840");
        assertEquals(List.of(), SourceProtectionCheck.unsafe(OpcUaSettings.of(open)));
        assertEquals(List.of(), SourceProtectionCheck.unsafe(OpcUaSettings.of(settings())));
    }

    @Test
    void aBrokerWithoutTlsIsUnsafeOnAnotherHostOnly() {
        assertEquals(List.of(), SourceProtectionCheck.unsafe(broker("127.0.0.1", "false")));
        assertEquals(List.of(), SourceProtectionCheck.unsafe(broker("mqtt.plant.example.org", "true")));
        List<String> unsafe = SourceProtectionCheck.unsafe(broker("mqtt.plant.example.org", "false"));
        assertEquals(1, unsafe.size());
        assertTrue(unsafe.getFirst().startsWith("platform.industrial.intake.mqtt.plant.tls "), unsafe::getFirst);
    }

    private static IntakeConfig broker(String host, String tls) {
        String key = "platform.industrial.intake.mqtt.plant.";
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        Map.of(key + "tenant", "demo-plant", key + "host", host, key + "tls", tls), "test", 1_000))
                .withMapping(IntakeConfig.class)
                .build()
                .getConfigMapping(IntakeConfig.class);
    }
}
