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

    /** What a process of PostgreSQL caches of relations it gives back when it ends, and not before. */
    @Test
    void noneLivesForDays() {
        assertEquals(
                Duration.ofMinutes(30),
                connections.getConfiguration().connectionPoolConfiguration().maxLifetime());
    }
}
