package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services in images and in the chart get the JVM's flags and the settings that they have been measured with. */
class ImageFlagsTest {
    private static final Path DEPLOY = Path.of(System.getProperty("trivium.root"), "deploy");

    private static final Map<String, List<String>> HEAPS = Map.of(
            "model-runtime", Services.RUNTIME_HEAP,
            "model-runtime-gpu", Services.RUNTIME_HEAP,
            "domain-med", Services.MED_HEAP,
            "domain-fin", Services.FIN_HEAP,
            "domain-industrial", Services.INDUSTRIAL_HEAP);

    @ParameterizedTest
    @ValueSource(strings = {"model-runtime", "model-runtime-gpu", "domain-med", "domain-fin", "domain-industrial"})
    void anImageGivesTheFlagsOfTheStandalonePlatform(String image) throws IOException {
        String file = Files.readString(DEPLOY.resolve("images").resolve(image).resolve("Dockerfile"));
        assertTrue(file.contains("JDK_JAVA_OPTIONS=\"" + flags(image) + "\""), () -> flags(image) + " in " + file);
        String entryPoint = file.substring(file.indexOf("ENTRYPOINT"));
        for (String flag : ServiceComponent.FLAGS) assertTrue(entryPoint.contains('"' + flag + '"'), flag);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runtime", "med", "fin", "industrial"})
    void theChartGivesThemToo(String service) throws IOException {
        String module = service.equals("runtime") ? "model-runtime" : "domain-" + service;
        assertEquals(
                flags(module),
                values().at("/services/" + service + "/javaOptions").asText());
    }

    @Test
    void theRuntimeLearnsFromPaymentsInTheSameWay() throws IOException {
        Set<String> settings = new LinkedHashSet<>();
        values().at("/services/runtime/settings")
                .properties()
                .forEach(setting -> settings.add(
                        "-D" + setting.getKey() + "=" + setting.getValue().asText()));
        // The demo has one operator; a second person could not approve there.
        settings.removeIf(setting -> setting.contains(".high-risk="));
        Set<String> standalone = new LinkedHashSet<>(Stream.of(
                        Services.FRAUD_LABELS,
                        Services.NODULE_LABELS,
                        Services.DEFECT_LABELS,
                        Services.FRAUD_UPDATES,
                        Services.NIGHTLY_UPDATES)
                .flatMap(List::stream)
                .toList());
        assertEquals(standalone, settings);
    }

    /** As the profile of the bundled pack has them. */
    @Test
    void defectsAreLabelledInTheOrderOfTheirClasses() throws IOException {
        JsonNode profile = new ObjectMapper()
                .readTree(DEPLOY.resolveSibling("domain-industrial/service/src/main/packs"
                                + "/industrial-cycle-defect-welding-cell/1.cycles.json")
                        .toFile());
        List<String> labels = new ArrayList<>(List.of("good"));
        profile.at("/defects").forEach(defect -> labels.add(defect.path("name").asText()));
        String setting = Services.DEFECT_LABELS.getFirst();
        assertEquals(String.join(",", labels), setting.substring(setting.indexOf(".labels=") + ".labels=".length()));
    }

    private static String flags(String module) {
        return String.join(" ", HEAPS.getOrDefault(module, List.of()));
    }

    private static JsonNode values() throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(DEPLOY.resolve("helm/trivium/values.yaml").toFile());
    }
}
