package io.trivium.core.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} a real PostgreSQL 18 with the launcher's roles; the init argument {@code schema} names
 * the service's schema (default {@code core}).
 */
public class PostgresResource implements QuarkusTestResourceLifecycleManager {

    private String schema = "core";

    @Override
    public void init(Map<String, String> arguments) {
        schema = arguments.getOrDefault("schema", schema);
    }

    @Override
    public Map<String, String> start() {
        TestDatabase database = TestDatabase.schema(schema);
        return Map.of(
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.appUser(),
                "quarkus.datasource.password", database.appPassword(),
                "quarkus.flyway.username", database.ownerUser(),
                "quarkus.flyway.password", database.ownerPassword());
    }

    /** The server ends with the JVM: its data directory is temporary, and other test classes may still use it. */
    @Override
    public void stop() {}
}
