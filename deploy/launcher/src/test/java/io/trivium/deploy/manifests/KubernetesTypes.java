package io.trivium.deploy.manifests;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The types of Kubernetes' own API, as its Java client knows them: unknown fields and wrong types are faults. */
final class KubernetesTypes {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private static final Set<String> GROUPS =
            Set.of("v1", "apps/v1", "autoscaling/v2", "batch/v1", "networking.k8s.io/v1", "policy/v1");

    private KubernetesTypes() {}

    static boolean know(Manifest manifest) {
        return GROUPS.contains(manifest.apiVersion());
    }

    /** The faults of an object of a known type; empty for none. */
    static List<String> violations(Manifest manifest) {
        String version = manifest.apiVersion().replaceFirst("^.*/", "").toUpperCase(Locale.ROOT);
        JsonElement element = JsonParser.parseString(manifest.tree().toString());
        return validate(MODELS + version + manifest.kind(), element)
                .map(fault -> manifest + ": " + fault)
                .map(List::of)
                .orElse(List.of());
    }

    private static Optional<String> validate(String type, JsonElement element) {
        try {
            Class.forName(type)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, element);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getTargetException().getMessage()));
        } catch (ClassNotFoundException e) {
            return Optional.of("Kubernetes has no type " + type.substring(MODELS.length()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the Kubernetes client has another form than that of version 24", e);
        }
    }
}
