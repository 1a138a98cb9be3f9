package io.trivium.med;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.MetricsContract;
import io.trivium.core.testing.OpenApiContract;
import io.trivium.core.testing.PostgresResource;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "med"))
@WithTestResource(KafkaResource.class)
@WithTestResource(NodeResource.class)
@NullUnmarked // Quarkus sets the address
class OpenApiIT {

    @TestHTTPResource("/")
    URI base;

    @Test
    void servesTheApiThatIsCommitted() {
        new OpenApiContract(base, Path.of("src/main/openapi/openapi.yaml")).assertUnchanged();
    }

    /** Integrators: no operation had a description. */
    @Test
    void everyOperationIsDescribed() {
        new OpenApiContract(base, Path.of("src/main/openapi/openapi.yaml")).assertDescribed();
    }

    /** Integrators: promtool complained about metrics without help. */
    @Test
    void itsMetricsAreClean() {
        new MetricsContract(base).assertClean();
    }
}
