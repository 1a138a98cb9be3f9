package io.trivium.runtime.inference;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes the errors of the Open Inference Protocol's addresses, which are no problem documents. Runs while the service is built. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OipErrors implements OASFilter {
    private static final String PROTOCOL = "/v2";
    private static final String HEALTH = "/v2/health";
    private static final String SCHEMA = "OipError";

    @Override
    public void filterOpenAPI(OpenAPI api) {
        if (api.getPaths() == null) return;
        api.getComponents().addSchema(SCHEMA, schema());
        api.getPaths().getPathItems().forEach((path, item) -> {
            if (path.startsWith(HEALTH)) item.getOperations().values().forEach(OipErrors::describeHealth);
            else if (path.startsWith(PROTOCOL)) item.getOperations().values().forEach(OipErrors::describe);
        });
    }

    private static void describeHealth(Operation operation) {
        operation
                .getResponses()
                .addAPIResponse(
                        "4XX", error("What the caller can correct: 405 another method, 406 another form than JSON"));
    }

    private static void describe(Operation operation) {
        operation
                .getResponses()
                .addAPIResponse(
                        "4XX",
                        error(
                                "What the caller can correct: 400 not acceptable, 404 no such model or version, 409 not in its"
                                        + " present state, 413 too large"))
                .addAPIResponse(
                        "5XX",
                        error(
                                "503 not ready or full, with Retry-After; 504 not within the deadline; 502 the engine behind"
                                        + " failed"));
    }

    private static APIResponse error(String description) {
        Content content = OASFactory.createContent()
                .addMediaType(
                        MediaType.APPLICATION_JSON,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(SCHEMA)));
        return OASFactory.createAPIResponse().description(description).content(content);
    }

    private static Schema schema() {
        return OASFactory.createSchema()
                .type(List.of(Schema.SchemaType.OBJECT))
                .required(List.of("error"))
                .addProperty("error", OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING)));
    }
}
