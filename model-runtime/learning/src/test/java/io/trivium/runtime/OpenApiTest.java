package io.trivium.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.inference.protocol.GRPCInferenceServiceGrpc;
import io.trivium.core.inference.protocol.ServerLiveRequest;
import io.trivium.core.testing.MetricsContract;
import io.trivium.core.testing.OpenApiContract;
import io.trivium.core.testing.PostgresResource;
import io.trivium.runtime.testing.RuntimeResource;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertUnchanged();
    }

    /** Integrators: no operation had a description. */
    @Test
    void everyOperationIsDescribed() {
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertDescribed();
    }

    @Test
    void everyAdministrativeOperationHasALimit() {
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertLimited("inference-client");
    }

    /** Integrators: promtool complained about metrics without help and labels of gRPC. */
    @Test
    void itsMetricsAreClean() throws InterruptedException {
        ManagedChannel channel = ManagedChannelBuilder.forAddress(base.getHost(), base.getPort())
                .usePlaintext()
                .build();
        try {
            assertTrue(GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .serverLive(ServerLiveRequest.getDefaultInstance())
                    .getLive());
        } finally {
            channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        }
        new MetricsContract().assertClean();
    }
}
