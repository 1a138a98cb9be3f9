package io.trivium.med;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.MetricsContract;
import io.trivium.core.testing.OpenApiContract;
import io.trivium.core.testing.PostgresResource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
class OpenApiIT {
    @Test
    void servesTheApiThatIsCommitted() {
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertUnchanged();
    }

    /** Integrators: no operation had a description. */
    @Test
    void everyOperationIsDescribed() {
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertDescribed();
    }

    @Test
    void everyAdministrativeOperationHasALimit() {
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertLimited();
    }

    /** Integrators: promtool complained about metrics without help. */
    @Test
    void itsMetricsAreClean() {
        new MetricsContract().assertClean();
    }
}
