package io.trivium.core.testing;

import org.flywaydb.core.Flyway;

/** Migrates a {@link TestDatabase} as a service does at its start, for tests without Quarkus. */
public final class TestSchema {

    private TestSchema() {}

    /** Runs the migrations of these class path locations as the owner role. */
    public static TestDatabase migrated(String schema, String... locations) {
        TestDatabase database = TestDatabase.schema(schema);
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.ownerUser(), database.ownerPassword())
                .locations(locations)
                .load()
                .migrate();
        return database;
    }
}
