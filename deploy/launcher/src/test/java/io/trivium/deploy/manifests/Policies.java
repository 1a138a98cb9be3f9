package io.trivium.deploy.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for an installation's objects beyond their types; one sentence per violation. */
final class Policies {
    private static final Set<String> ENDLESS = Set.of("Deployment", "StatefulSet");
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|TOKEN_KEY|LEARNING_KEY)$");

    private final List<Manifest> installation;
    private final List<String> violations = new ArrayList<>();

    private Policies(List<Manifest> installation) {
        this.installation = installation;
    }

    static List<String> violations(List<Manifest> installation) {
        Policies policies = new Policies(installation);
        for (Manifest manifest : installation) {
            manifest.podTemplate().ifPresent(template -> {
                policies.pod(manifest, template);
                manifest.containers().forEach(container -> policies.container(manifest, container));
                policies.network(manifest, template);
            });
            policies.disruption(manifest);
            policies.exposure(manifest);
            policies.metadata(manifest);
        }
        return List.copyOf(policies.violations);
    }

    private void pod(Manifest manifest, JsonNode template) {
        JsonNode spec = template.path("spec");
        JsonNode security = spec.path("securityContext");
        require(security.path("runAsNonRoot").asBoolean(), manifest, "may run as root");
        require(security.path("runAsUser").asLong() >= 1000, manifest, "names no user of its own by number");
        require(
                security.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                manifest,
                "has no seccomp profile");
        JsonNode token = spec.path("automountServiceAccountToken");
        require(token.isBoolean() && !token.asBoolean(), manifest, "mounts a token of the cluster");
        require(spec.has("serviceAccountName"), manifest, "runs as the namespace's default account");
        if (ENDLESS.contains(manifest.kind())) {
            require(spec.has("terminationGracePeriodSeconds"), manifest, "does not say how long it may take to stop");
            require(spec.has("topologySpreadConstraints"), manifest, "is not spread over nodes");
        }
    }

    private void container(Manifest manifest, JsonNode container) {
        String name = container.path("name").asText();
        JsonNode security = container.path("securityContext");
        JsonNode escalation = security.path("allowPrivilegeEscalation");
        require(
                security.path("readOnlyRootFilesystem").asBoolean(),
                manifest,
                name + " can write its root file system");
        require(escalation.isBoolean() && !escalation.asBoolean(), manifest, name + " may gain privileges");
        require(security.at("/capabilities/drop/0").asText().equals("ALL"), manifest, name + " keeps capabilities");
        for (String amount : List.of("requests", "limits")) {
            for (String resource : List.of("cpu", "memory")) {
                require(
                        container.path("resources").path(amount).has(resource),
                        manifest,
                        name + " has no " + resource + " in its " + amount);
            }
        }
        String image = container.path("image").asText();
        require(
                image.matches(".+(:[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[0-9a-f]{64})") && !image.endsWith(":latest"),
                manifest,
                name + " has an image without a version: " + image);
        if (ENDLESS.contains(manifest.kind()) && isService(manifest, container)) {
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                require(container.has(probe), manifest, name + " has no " + probe);
            }
        }
        for (JsonNode variable : container.path("env")) {
            String key = variable.path("name").asText();
            require(
                    variable.path("value").isMissingNode()
                            || variable.path("value").isTextual(),
                    manifest,
                    key + " is no text");
            require(
                    !SECRET.matcher(key).matches() || !variable.has("value"),
                    manifest,
                    key + " is in clear text; take it from a secret");
        }
    }

    private static boolean isService(Manifest manifest, JsonNode container) {
        return manifest.tree()
                .at("/spec/template/spec/containers")
                .valueStream()
                .anyMatch(container::equals);
    }

    /** Traffic that is not allowed to a pod is blocked only once a policy selects the pod, in both directions. */
    private void network(Manifest manifest, JsonNode template) {
        JsonNode labels = template.at("/metadata/labels");
        for (String direction : List.of("Ingress", "Egress")) {
            boolean restricted = installation.stream()
                    .filter(other -> other.kind().equals("NetworkPolicy"))
                    .filter(policy -> policy.tree()
                            .at("/spec/policyTypes")
                            .valueStream()
                            .anyMatch(type -> type.asText().equals(direction)))
                    .anyMatch(policy -> selects(policy.tree().at("/spec/podSelector"), labels));
            require(restricted, manifest, "has no NetworkPolicy for " + direction.toLowerCase(Locale.ROOT));
        }
    }

    private void disruption(Manifest manifest) {
        if (!ENDLESS.contains(manifest.kind())
                || manifest.tree().at("/spec/replicas").asInt(2) < 2) {
            return;
        }
        JsonNode labels = manifest.tree().at("/spec/template/metadata/labels");
        require(
                installation.stream()
                        .filter(other -> other.kind().equals("PodDisruptionBudget"))
                        .anyMatch(budget -> selects(budget.tree().at("/spec/selector"), labels)),
                manifest,
                "has several replicas and no PodDisruptionBudget");
    }

    /** Metrics are served without a token where Prometheus scrapes them. */
    private void exposure(Manifest manifest) {
        if (!manifest.kind().equals("Ingress")) return;
        for (JsonNode rule : manifest.tree().at("/spec/rules")) {
            for (JsonNode path : rule.at("/http/paths")) {
                String shown = path.path("path").asText();
                require(!shown.equals("/") && !shown.startsWith("/q"), manifest, "shows " + shown + " to everybody");
            }
        }
    }

    private void metadata(Manifest manifest) {
        require(
                !manifest.kind().equals("Secret"),
                manifest,
                "is a secret in the render; let it be made outside and name it");
        for (String label : List.of("name", "instance", "version", "part-of", "managed-by")) {
            require(
                    manifest.labels().path("app.kubernetes.io/" + label).isTextual(),
                    manifest,
                    "has no label app.kubernetes.io/" + label);
        }
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        return !selector.has("matchExpressions")
                && selector.path("matchLabels")
                        .propertyStream()
                        .allMatch((Map.Entry<String, JsonNode> label) ->
                                label.getValue().equals(labels.path(label.getKey())));
    }

    private void require(boolean holds, Manifest manifest, String violation) {
        if (!holds) violations.add(manifest + " " + violation);
    }
}
