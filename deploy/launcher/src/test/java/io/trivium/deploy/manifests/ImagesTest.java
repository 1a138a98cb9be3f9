package io.trivium.deploy.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.deploy.standalone.Installation;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfiles of the images; none was built here, since there is no engine and no base image. */
class ImagesTest {
    static List<Dockerfile> images() {
        return Dockerfile.all();
    }

    @Test
    void thereIsOneForEachService() {
        assertEquals(
                Set.of(
                        "domain-fin",
                        "domain-industrial",
                        "domain-med",
                        "model-runtime",
                        "model-runtime-gpu",
                        "orthanc",
                        "trainer",
                        "trainer-gpu"),
                Set.copyOf(images().stream().map(Dockerfile::image).toList()));
    }

    /** Code for training, measurement or simulation is not on the class path of the installed services. */
    @ParameterizedTest
    @ValueSource(strings = {"model-runtime", "domain-med", "domain-fin", "domain-industrial"})
    void servicesAreInstalledWithoutTrainerAndLaboratory(String service) throws IOException {
        assumeTrue(ServiceKeys.isBuilt(service), () -> service + " is not built; ./trivium build builds it");
        Path application = new Installation(Chart.ROOT).application(service);
        for (String folder : List.of("app", "lib/main", "lib/boot")) {
            try (Stream<Path> jars = Files.list(application.resolve(folder))) {
                assertEquals(
                        List.of(),
                        jars.map(jar -> jar.getFileName().toString())
                                .filter(jar -> jar.matches(
                                        ".*(-lab-|-training-|picocli|progressbar|djl|pytorch|milo-sdk-server).*"))
                                .toList(),
                        folder);
            }
        }
    }

    /** The libraries of the trainer are copied by their groups; one that is missing shows only in a training. */
    @ParameterizedTest
    @ValueSource(strings = {"ai.djl.training.Trainer", "ml.dmlc.xgboost4j.java.Booster", "picocli.CommandLine"})
    void trainerHasItsLibraries(String type) throws IOException, ReflectiveOperationException {
        assumeTrue(ServiceKeys.isBuilt("model-runtime"), "model-runtime is not built; ./trivium build builds it");
        List<URL> jars = new ArrayList<>();
        for (String path :
                new Installation(Chart.ROOT).toolClassPath("model-runtime").split(":", -1)) {
            try (Stream<Path> found = Files.list(Path.of(path.replace("/*", "")))) {
                for (Path jar : (Iterable<Path>) found::iterator)
                    jars.add(jar.toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertTrue(loader.loadClass(type).getDeclaredMethods().length > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void keepsThePolicies(Dockerfile image) {
        assertEquals(List.of(), image.faults());
    }

    @ParameterizedTest
    @MethodSource("images")
    void setsNothingThatTheServiceDoesNotRead(Dockerfile image) {
        String module = Settings.moduleOf("x/" + image.image() + ":1").orElse("");
        assumeTrue(!module.isEmpty(), "an image of others");
        assumeTrue(ServiceKeys.isBuilt(module), () -> module + " is not built; ./trivium build builds it");
        assertEquals(
                List.of(),
                Settings.unread(image.image(), module, image.variables().keySet(), ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "USER 10001:10001 | USER root | runs as root",
                "HEALTHCHECK | RUN true | says nothing of its health",
                "ENTRYPOINT [ | ENTRYPOINT java [ | starts through a shell",
                "debian:13-slim | debian | without a version",
                "QUARKUS_HTTP_HOST | TRIVIUM_SESSION_SECRET | holds a secret",
                "domain-fin/service/target/quarkus-app/app | domain-fin/service/src | copies what no build has",
                "image.title | image.name | has no label title"
            })
    void findsAFault(String from, String to, String fault) throws IOException {
        String text = Files.readString(Chart.ROOT.resolve("deploy/images/domain-fin/Dockerfile"));
        List<String> faults = new Dockerfile("domain-fin", text.replace(from, to)).faults();
        assertTrue(faults.stream().anyMatch(found -> found.contains(fault)), () -> fault + " in " + faults);
    }
}
