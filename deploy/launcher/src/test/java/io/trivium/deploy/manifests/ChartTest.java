package io.trivium.deploy.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart, rendered for each installation of {@code ci/}; and the checks find planted faults. */
class ChartTest {
    @TempDir
    Path copy = Path.of(".");

    static List<String> installations() {
        return Chart.installations();
    }

    @Test
    void passesHelmsStrictLint() {
        assertEquals(List.of(), Chart.trivium().lint());
    }

    @ParameterizedTest
    @MethodSource("installations")
    void everyObjectHasTheFormOfItsType(String installation) {
        List<Manifest> manifests = Chart.trivium().render(installation);
        assertTrue(manifests.size() > 10, () -> installation + " has only " + manifests);
        assertEquals(List.of(), typeFaults(manifests));
    }

    @ParameterizedTest
    @MethodSource("installations")
    void everyObjectKeepsThePolicies(String installation) {
        assertEquals(List.of(), Policies.violations(Chart.trivium().render(installation)));
    }

    @Test
    void aMisspeltFieldIsFound() throws IOException {
        List<Manifest> manifests = renderChanged("imagePullPolicy:", "imagePullPolicyy:");
        assertTrue(typeFaults(manifests).stream().anyMatch(fault -> fault.contains("imagePullPolicyy")));
    }

    @Test
    void aValueThatTheSchemaDoesNotKnowIsRefused() throws IOException {
        Path values = Files.writeString(copy.resolve("misspelt.yaml"), "ingres:\n  enabled: true\n");
        String refusal = refusal(values);
        assertTrue(refusal.contains("ingres"), refusal);
    }

    @Test
    void replicasThatShareNoStoreAreRefused() throws IOException {
        Path values = Files.writeString(copy.resolve("two.yaml"), "services: {runtime: {replicas: 2}}");
        String refusal = refusal(values);
        assertTrue(refusal.contains("set persistence.accessModes to [ReadWriteMany]"), refusal);
    }

    @Test
    void oneHostHasAPathForEachService() {
        List<Manifest> manifests = Chart.trivium().render("air-gapped");
        JsonNode ingress = only(manifests, "Ingress", "trivium");
        assertEquals(1, ingress.at("/spec/rules").size());
        assertEquals(
                "trivium.hospital.internal", ingress.at("/spec/rules/0/host").asText());
        assertEquals(
                "[\"trivium.hospital.internal\"]",
                ingress.at("/spec/tls/0/hosts").toString());
        Map<String, String> backends = new TreeMap<>();
        for (JsonNode path : ingress.at("/spec/rules/0/http/paths")) {
            backends.put(
                    path.path("path").asText(), path.at("/backend/service/name").asText());
        }
        assertEquals("trivium-med", backends.get("/med/console"));
        assertEquals("trivium-med", backends.get("/ohif"));
        assertEquals("trivium-runtime", backends.get("/v2"));
        assertEquals("trivium-industrial", backends.get("/industrial/v1"));
        assertEquals(3 * 3 + 3, backends.size(), backends::toString);
        for (String service : List.of("runtime", "med", "industrial")) {
            String pod = manifests.stream()
                    .filter(manifest -> manifest.tree().at("/spec/template").isObject())
                    .map(manifest -> manifest.tree().toString())
                    .filter(text -> text.contains("\"value\":\"" + service + "_app\""))
                    .findFirst()
                    .orElseThrow();
            assertTrue(pod.contains("{\"name\":\"PLATFORM_WEB_PREFIX\",\"value\":\"/" + service + "\"}"), pod);
            assertTrue(
                    pod.contains("{\"name\":\"PLATFORM_WEB_FRONT_PAGE\","
                            + "\"value\":\"https://trivium.hospital.internal/runtime/console/\"}"),
                    pod);
            if (service.equals("runtime")) {
                assertTrue(pod.contains("domain-med=https://trivium.hospital.internal/med/console/"), pod);
            }
        }
    }

    /** security L3: what comes through the Ingress reaches no metrics, and Prometheus nothing else. */
    @Test
    void prometheusAloneReachesTheManagementInterfaceFromOutside() {
        Map<String, Set<String>> namespaces = new TreeMap<>();
        for (Manifest manifest : Chart.trivium().render("operators")) {
            if (!manifest.kind().equals("NetworkPolicy")) continue;
            for (JsonNode rule : manifest.tree().at("/spec/ingress")) {
                for (JsonNode port : rule.path("ports")) {
                    Set<String> from =
                            namespaces.computeIfAbsent(port.path("port").asText(), _ -> new TreeSet<>());
                    rule.findValuesAsText("kubernetes.io/metadata.name").forEach(from::add);
                }
            }
        }
        assertEquals(Set.of("ingress-nginx"), namespaces.get("8443"));
        assertEquals(Set.of("monitoring"), namespaces.get("9443"));
    }

    private static JsonNode only(List<Manifest> manifests, String kind, String name) {
        return manifests.stream()
                .filter(manifest -> manifest.kind().equals(kind))
                .map(Manifest::tree)
                .filter(tree -> tree.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static String refusal(Path values) {
        try {
            return "rendered " + Chart.trivium().render(values).size() + " objects";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<String> typeFaults(List<Manifest> manifests) {
        List<String> faults = new ArrayList<>();
        for (Manifest manifest : manifests) {
            faults.addAll(
                    KubernetesTypes.know(manifest)
                            ? KubernetesTypes.violations(manifest)
                            : CustomTypes.violations(manifest));
        }
        return faults;
    }

    /** The chart with a word of its templates replaced, as default installation. */
    private List<Manifest> renderChanged(String from, String to) throws IOException {
        Path original = Chart.trivium().directory();
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(original.relativize(file));
                Files.createDirectories(target.getParent());
                String text = Files.readString(file);
                boolean template = file.startsWith(original.resolve("templates"));
                Files.writeString(target, template ? text.replace(from, to) : text);
            }
        }
        return new Chart(copy).render("default");
    }
}
