package io.trivium.deploy.manifests;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each policy finds its violation when it is planted in an installation without violations. */
class PoliciesTest {
    private static final List<Manifest> INSTALLATION = Chart.trivium().render("ha");

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("may run as root", pod(spec -> security(spec).remove("runAsNonRoot"))),
                arguments("names no user", pod(spec -> security(spec).put("runAsUser", 0))),
                arguments("has no seccomp profile", pod(spec -> security(spec).remove("seccompProfile"))),
                arguments("mounts a token", pod(spec -> spec.put("automountServiceAccountToken", true))),
                arguments("default account", pod(spec -> spec.remove("serviceAccountName"))),
                arguments("is not spread", pod(spec -> spec.remove("topologySpreadConstraints"))),
                arguments("how long it may take", pod(spec -> spec.remove("terminationGracePeriodSeconds"))),
                arguments(
                        "can write its root file system",
                        container(made -> security(made).put("readOnlyRootFilesystem", false))),
                arguments(
                        "may gain privileges", container(made -> security(made).remove("allowPrivilegeEscalation"))),
                arguments("keeps capabilities", container(made -> security(made).remove("capabilities"))),
                arguments(
                        "has no memory in its limits",
                        container(made -> object(made, "/resources/limits").remove("memory"))),
                arguments(
                        "has no cpu in its requests",
                        container(made -> object(made, "/resources").remove("requests"))),
                arguments("without a version", container(made -> made.put("image", "registry/domain-fin:latest"))),
                arguments("without a version", container(made -> made.put("image", "registry:5000/domain-fin"))),
                arguments("has no livenessProbe", container(made -> made.remove("livenessProbe"))),
                arguments("is no text", container(made -> ((ObjectNode) made.at("/env/0")).put("value", 8443))),
                arguments(
                        "is in clear text",
                        container(made -> ((ObjectNode) made.at("/env/0")).put("name", "QUARKUS_DATASOURCE_PASSWORD"))),
                arguments("no NetworkPolicy for ingress", without("NetworkPolicy")),
                arguments("no NetworkPolicy for egress", without("NetworkPolicy")),
                arguments("no PodDisruptionBudget", without("PodDisruptionBudget")),
                arguments("is a secret in the render", (Consumer<List<Manifest>>) all ->
                        all.add(new Manifest(Manifest.tree("{apiVersion: v1, kind: Secret, metadata: {name: x}}")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void findsWhatItForbids(String violation, Consumer<List<Manifest>> fault) {
        List<Manifest> changed = new ArrayList<>();
        INSTALLATION.forEach(
                manifest -> changed.add(new Manifest(manifest.tree().deepCopy())));
        fault.accept(changed);
        List<String> found = Policies.violations(changed);
        assertTrue(found.stream().anyMatch(sentence -> sentence.contains(violation)), () -> violation + ": " + found);
    }

    @Test
    void findsALabelThatIsGone() {
        List<Manifest> changed = List.of(new Manifest(fin(INSTALLATION).tree().deepCopy()));
        object(changed.getFirst().tree(), "/metadata/labels").remove("app.kubernetes.io/part-of");
        assertTrue(Policies.violations(changed).toString().contains("app.kubernetes.io/part-of"));
    }

    @Test
    void findsAnIngressThatShowsTheMetrics() {
        Manifest ingress = INSTALLATION.stream()
                .filter(manifest -> manifest.kind().equals("Ingress"))
                .findFirst()
                .orElseThrow();
        List<Manifest> changed = List.of(new Manifest(ingress.tree().deepCopy()));
        object(changed.getFirst().tree(), "/spec/rules/0/http/paths/0").put("path", "/");
        assertTrue(Policies.violations(changed).toString().contains("shows / to everybody"));
    }

    private static Consumer<List<Manifest>> pod(Consumer<ObjectNode> change) {
        return all -> change.accept(object(fin(all).tree(), "/spec/template/spec"));
    }

    private static Consumer<List<Manifest>> container(Consumer<ObjectNode> change) {
        return all -> change.accept(object(fin(all).tree(), "/spec/template/spec/containers/0"));
    }

    private static Consumer<List<Manifest>> without(String kind) {
        return all -> all.removeIf(manifest -> manifest.kind().equals(kind));
    }

    private static Manifest fin(List<Manifest> all) {
        return all.stream()
                .filter(manifest ->
                        manifest.kind().equals("StatefulSet") && manifest.name().equals("trivium-fin"))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode security(ObjectNode of) {
        return object(of, "/securityContext");
    }

    private static ObjectNode object(JsonNode tree, String path) {
        return (ObjectNode) tree.at(path);
    }
}
