package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The settings of a platform with several instances of everything; {@code ./trivium bench cluster} shows that it runs.
 */
class ClusterProfileTest {
    private static final Ports PORTS = new Ports(20_000);
    private static final Profile CLUSTER = Profile.cluster(3);

    @TempDir
    private Path folder;

    private DataDirectory data() {
        return DataDirectory.open(folder);
    }

    private static Services services(DataDirectory data) {
        return new Services(
                new Installation(Path.of(System.getProperty("trivium.root"))),
                data,
                PORTS,
                Secrets.of(data),
                Jvm.current());
    }

    private List<ServiceComponent> instances(String module) {
        DataDirectory data = data();
        Services services = services(data);
        ServiceComponent single = switch (module) {
            case "model-runtime" -> services.runtime();
            case "domain-fin" -> services.fin(false);
            case "domain-med" -> services.med(false);
            default -> services.industrial();
        };
        return new ClusterServices(CLUSTER, PORTS, data).instancesOf(single);
    }

    @Test
    void givesNoPortTwiceAndStaysWithinTheRangeOfASingleOne() {
        Map<String, Integer> all = PORTS.all(CLUSTER);
        assertEquals(PORTS.all().size() + 2 * 2 + 2 * (1 + 3 * 2) + 2, all.size());
        assertEquals(all.size(), new HashSet<>(all.values()).size(), all.toString());
        assertTrue(Collections.max(all.values()) <= PORTS.keycloak());
        assertEquals(PORTS.all(), PORTS.all(Profile.SINGLE));
    }

    @Test
    void leavesASinglePlatformAsItIs() {
        DataDirectory data = data();
        ServiceComponent fin = services(data).fin(false);
        assertEquals(List.of(fin), new ClusterServices(Profile.SINGLE, PORTS, data).instancesOf(fin));
        assertEquals(Set.of("postgres", "kafka"), fin.needs());
    }

    @Test
    void givesEachInstanceItsPortAndDirectoryAndAllTheSameSession() {
        List<ServiceComponent> fins = instances("domain-fin");
        assertEquals(
                List.of("domain-fin", "domain-fin-2", "domain-fin-3"),
                fins.stream().map(ServiceComponent::name).toList());
        Set<String> sessions = new HashSet<>();
        Set<String> directories = new HashSet<>();
        for (ServiceComponent fin : fins) {
            Map<String, String> environment = fin.environment();
            assertEquals(Integer.toString(fin.port().orElseThrow()), environment.get("QUARKUS_HTTP_PORT"));
            assertEquals("127.0.0.1:20092,127.0.0.1:20094,127.0.0.1:20096", environment.get("KAFKA_BOOTSTRAP_SERVERS"));
            assertEquals("http://127.0.0.1:20080,http://127.0.0.1:20070", environment.get("TRIVIUM_RUNTIME_URL"));
            sessions.add(environment.get("TRIVIUM_SESSION_SECRET"));
            directories.add(environment.get("TRIVIUM_DATA_DIR"));
            assertTrue(fin.flags().contains("-Dplatform.fin.stream.leave-on-stop=true"));
        }
        assertEquals(1, sessions.size());
        assertEquals(3, directories.size());
        assertTrue(fins.getLast().flags().contains("-Dplatform.fin.stream.instance-id=3"));
    }

    @Test
    void startsTheFirstBeforeTheOthersButNotAgain() {
        ServiceComponent second = instances("domain-fin").get(1);
        assertEquals(Set.of("postgres", "kafka", "kafka-2", "kafka-3", "domain-fin"), second.needs());
        second.launch();
        assertEquals(Set.of("postgres", "kafka", "kafka-2", "kafka-3"), second.needs());
    }

    @Test
    void sharesPacksAndArchiveAndLetsOneFactoryServiceBeOnDuty() {
        List<String> stores = new ArrayList<>();
        for (ServiceComponent runtime : instances("model-runtime")) {
            stores.addAll(runtime.flags().stream()
                    .filter(flag -> flag.contains("registry.store"))
                    .toList());
        }
        assertEquals(2, stores.size());
        assertEquals(stores.getFirst(), stores.getLast());
        assertTrue(instances("domain-industrial").stream()
                .allMatch(each -> each.flags().contains("-Dplatform.duty.shared=true")));
        assertEquals(
                1,
                instances("domain-med").stream()
                        .flatMap(each -> each.flags().stream())
                        .filter(flag -> flag.contains("archive.directory"))
                        .distinct()
                        .count());
    }

    @Test
    void replicatesTopicsThreeTimesWithTwoInSync() {
        Map<String, String> settings = KafkaComponent.clusterSettings(PORTS, CLUSTER, 2);
        assertEquals("2", settings.get("node.id"));
        assertEquals("3", settings.get("default.replication.factor"));
        assertEquals("2", settings.get("min.insync.replicas"));
        assertEquals("3", settings.get("offsets.topic.replication.factor"));
        assertEquals("1@127.0.0.1:20093,2@127.0.0.1:20095,3@127.0.0.1:20097", settings.get("controller.quorum.voters"));
        assertEquals("SERVICES://127.0.0.1:20094,CONTROLLER://127.0.0.1:20095", settings.get("advertised.listeners"));
    }

    @Test
    void namesTheClusterOfADirectoryAlwaysTheSame() {
        for (int i = 0; i < 200; i++) {
            String id = Broker.clusterId("/data/" + i);
            assertEquals(id, Broker.clusterId("/data/" + i));
            assertFalse(id.startsWith("-"), id);
            assertEquals(id, Uuid.fromString(id).toString());
        }
    }

    @Test
    void keepsTheProfileOfADirectoryAndRefusesAnother() throws IOException {
        DataDirectory data = data();
        assertEquals(Profile.SINGLE, Profile.of(data));
        CLUSTER.keep(data);
        assertEquals(CLUSTER, Profile.of(data));
        Files.createDirectories(data.of("kafka"));
        Profile.cluster(2).keep(data);
        assertThrows(LauncherException.class, () -> Profile.SINGLE.keep(data));
        assertThrows(LauncherException.class, () -> Profile.cluster(4));
    }

    @Test
    void letsBrowsersComeBackToEveryInstance() {
        DataDirectory data = data();
        RealmFile realm =
                RealmFile.demo(new Installation(Path.of(System.getProperty("trivium.root"))).realmDirectory(), CLUSTER);
        JsonNode rendered = realm.renderedTree(RealmFile.values(PORTS, Secrets.of(data)));
        for (JsonNode client : rendered.path("clients")) {
            if (!client.path("clientId").asText().equals("trivium-fin")) continue;
            List<String> addresses = new ArrayList<>();
            client.path("redirectUris").forEach(each -> addresses.add(each.asText()));
            assertEquals(
                    List.of(
                            "http://localhost:20082/console/login",
                            "http://localhost:20072/console/login",
                            "http://localhost:20062/console/login"),
                    addresses);
            assertEquals(
                    "http://localhost:20082/console/##http://localhost:20072/console/##http://localhost:20062/console/",
                    client.path("attributes").path("post.logout.redirect.uris").asText());
        }
    }
}
