package io.trivium.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.trivium.core.testing.PostgresResource;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class ConnectionsTest {

    private final AgroalDataSource connections;

    ConnectionsTest(AgroalDataSource connections) {
        this.connections = connections;
    }

    /** A PostgreSQL process releases its cache of relations when it ends, and not before. */
    @Test
    void noneLivesForDays() {
        assertEquals(
                Duration.ofMinutes(30),
                connections.getConfiguration().connectionPoolConfiguration().maxLifetime());
    }
}
