package io.trivium.industrial;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.EndpointMatrix;
import io.trivium.core.testing.KafkaResource;
import io.trivium.core.testing.MetricsContract;
import io.trivium.core.testing.OpenApiContract;
import io.trivium.core.testing.PostgresResource;
import io.trivium.core.testing.RowLevelSecurity;
import io.trivium.core.testing.TestDatabase;
import io.trivium.industrial.intake.MqttServer;
import io.trivium.industrial.rul.LifeRuntime;
import io.trivium.industrial.workorder.MaintenanceSystem;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The API as a whole: as it is committed, and closed to unauthorised callers. */
@QuarkusTest
@WithTestResource(value = PostgresResource.class, initArgs = @ResourceArg(name = "schema", value = "industrial"))
@WithTestResource(
        value = KafkaResource.class,
        initArgs =
                @ResourceArg(
                        name = "topics",
                        value =
                                "industrial.reading.v1,industrial.reading.v1.dlq,industrial.alarm.v1,learning.label.v1"))
@WithTestResource(MqttServer.class)
@WithTestResource(MaintenanceSystem.class)
@WithTestResource(LifeRuntime.class)
@NullUnmarked // Quarkus sets the address
class OpenApiIT {

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
        new OpenApiContract(Path.of("src/main/openapi/openapi.yaml")).assertLimited();
    }

    /** Integrators: promtool complained about metrics without help. */
    @Test
    void itsMetricsAreClean() {
        new MetricsContract().assertClean();
    }

    @Test
    void refusesEverybodyWhoMayNot() {
        new EndpointMatrix(base, "trivium-industrial")
                .tenants("demo-plant", "other-plant")
                .assertRefusals();
    }

    @Test
    void everyTenantTableIsIsolated() throws SQLException {
        RowLevelSecurity.assertIsolated(TestDatabase.schema("industrial"));
    }
}
