package io.trivium.core.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;

/**
 * Gives each operation of the API its description and the example of its request, from {@code META-INF/openapi-operations.json} of
 * every module on the class path: by operation id, {@code description} and {@code example}. Runs while the service is built.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OperationDescriptions implements OASFilter {
    private static final String RESOURCE = "META-INF/openapi-operations.json";

    private final Map<String, JsonNode> operations = read();

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getPaths() == null) return;
        api.getPaths()
                .getPathItems()
                .values()
                .forEach(item -> item.getOperations().values().forEach(this::describe));
    }

    private void describe(Operation operation) {
        JsonNode described = operations.get(operation.getOperationId());
        if (described == null) return;
        if (operation.getDescription() == null)
            operation.setDescription(described.path("description").asText());
        if (!described.has("example") || operation.getRequestBody() == null) return;
        Object example = new ObjectMapper().convertValue(described.path("example"), Object.class);
        Content content = operation.getRequestBody().getContent();
        if (content.getMediaTypes().keySet().equals(Set.of("*/*"))) {
            // The operation reads bytes; the example is the form of them that can be shown.
            content.addMediaType(
                    "application/json", OASFactory.createMediaType().example(example));
            return;
        }
        content.getMediaTypes().values().forEach(each -> each.setExample(example));
    }

    private static Map<String, JsonNode> read() {
        ObjectMapper json = new ObjectMapper();
        Map<String, JsonNode> operations = new HashMap<>();
        try {
            ClassLoader loader =
                    Objects.requireNonNull(OperationDescriptions.class.getClassLoader(), "a service's class loader");
            for (URL resource : Collections.list(loader.getResources(RESOURCE))) {
                try (InputStream in = resource.openStream()) {
                    json.readTree(in).properties().forEach(each -> operations.put(each.getKey(), each.getValue()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the descriptions of the API's operations cannot be read", e);
        }
        return operations;
    }
}
