package io.trivium.runtime;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.OpenApiContract;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "runtime"))
@WithTestResource(RuntimeResource.class)
@NullUnmarked // Quarkus sets the address
class OpenApiTest {
    @TestHTTPResource("/")
    URI base;

    @Test
    void servesTheApiThatIsCommitted() {
        new OpenApiContract(base, Path.of("src/main/openapi/openapi.yaml")).assertUnchanged();
    }
}
