package io.trivium.deploy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.Snapshot;
import io.trivium.deploy.component.Topics;
import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerChecksTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void refusesDatabaseSettingsThatLoseData() {
        Map<String, String> safe =
                Map.of("fsync", "on", "synchronous_commit", "remote_apply", "full_page_writes", "on");
        assertTrue(DatabaseChecks.settings(safe).getFirst().good());
        for (String name : safe.keySet()) {
            Finding lost = DatabaseChecks.settings(Map.of(name, "off")).getFirst();
            assertTrue(lost.found().startsWith(name + " is off"), lost.found());
        }
        assertFalse(DatabaseChecks.settings(Map.of("synchronous_commit", "local"))
                .getFirst()
                .good());
    }

    @Test
    void refusesAnotherVersionOfPostgreSql() {
        assertTrue(DatabaseChecks.version("18.1").good());
        assertFalse(DatabaseChecks.version("17.6").good());
    }

    @Test
    void refusesBrokerSettingsThatLoseData() {
        assertTrue(BrokerChecks.settings(Map.of("min.insync.replicas", "1"), 1)
                .getFirst()
                .good());
        assertFalse(BrokerChecks.settings(Map.of("min.insync.replicas", "1"), 3)
                .getFirst()
                .good());
        assertFalse(BrokerChecks.settings(Map.of("unclean.leader.election.enable", "true"), 1)
                .getFirst()
                .good());
    }

    @Test
    void namesTopicsThatAreMissing() {
        Set<String> known = new TreeSet<>(Topics.ALL);
        assertTrue(BrokerChecks.topics(known).getFirst().good());
        known.remove("fin.decision.v1");
        assertEquals(
                "missing: fin.decision.v1",
                BrokerChecks.topics(known).getFirst().found());
    }

    @Test
    void saysWhenKafkaDoesNotAnswer() throws InterruptedException {
        KafkaAccess nowhere = new KafkaAccess("127.0.0.1:9", Secrets.of(DataDirectory.open(directory.resolve("data"))));
        Finding silent = BrokerChecks.of(nowhere).getFirst();
        assertTrue(silent.found().startsWith("does not answer"), silent.found());
    }

    @Test
    void tellsAMissingRealmFromASilentKeycloak() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        URI issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/realms/trivium");
        try {
            assertTrue(IdentityChecks.realm(issuer).found().startsWith("has no realm"));
            server.createContext("/realms/trivium/.well-known", exchange -> answer(exchange, "{}"));
            AtomicReference<String> error = new AtomicReference<>("invalid_grant");
            server.createContext(
                    "/realms/trivium/protocol", exchange -> answer(exchange, "{\"error\":\"" + error.get() + "\"}"));
            // security M5: the words of Keycloak 26 for a client that takes passwords, and for one that is off
            assertTrue(IdentityChecks.realm(issuer).found().contains("takes passwords"));
            error.set("invalid_client");
            assertTrue(IdentityChecks.realm(issuer).good());
        } finally {
            server.stop(0);
        }
        assertTrue(IdentityChecks.realm(issuer).found().startsWith("does not answer"));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(json.contains("error") ? 400 : 200, json.length());
            exchange.getResponseBody().write(json.getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void tellsARealmOfAnotherVersion() throws IOException {
        Path marker = directory.resolve("realm-imported");
        assertEquals(List.of(), IdentityChecks.version(marker, "new"), "it is imported at the first start");
        Files.writeString(marker, "old\n");
        assertEquals(
                Finding.Level.WAITING,
                IdentityChecks.version(marker, "new").getFirst().level());
        assertEquals(List.of(), IdentityChecks.version(marker, "old"));
    }

    @Test
    void tellsAServiceThatWasBuiltSinceItsStart() throws IOException {
        Installation installation = new Installation(directory);
        DataDirectory data = DataDirectory.open(directory.resolve("data"));
        assertTrue(VersionChecks.of(installation, data).stream()
                .anyMatch(finding -> finding.found().equals("domain-fin is not built")));
        Path application = installation.application("domain-fin");
        Files.createDirectories(application);
        Files.writeString(application.resolve("quarkus-run.jar"), "one");
        Snapshot.copy(application, data.apps().resolve("domain-fin"));
        assertFalse(isOlder(installation, data));
        Files.writeString(application.resolve("quarkus-run.jar"), "another");
        assertTrue(isOlder(installation, data));
    }

    private static boolean isOlder(Installation installation, DataDirectory data) {
        return VersionChecks.of(installation, data).stream()
                .anyMatch(finding -> finding.found().equals("domain-fin was built again since it was started"));
    }
}
