package io.trivium.deploy.faults.fin;

import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Decisions of one run in PostgreSQL, seen with the launcher's right to see every tenant. */
public final class Rows {
    private static final SqlQuery<Boolean> HAS =
            SqlQuery.of(Boolean.class, "select exists (select from fin.decision where authorization_id = :id)");
    private static final SqlQuery<Decision> ALL = SqlQuery.of(Decision.class, """
        select tenant_id as tenant, authorization_id as id, outcome, score, model_version, degraded, content_hash,
            decided_at, features
        from fin.decision where starts_with(authorization_id, :run)
        """);

    private final Database database;
    private final String run;

    public Rows(Database database, String run) {
        this.database = database;
        this.run = run;
    }

    boolean has(String authorizationId) throws SQLException {
        try (Connection connection = database.connect()) {
            return HAS.on(connection).set("id", authorizationId).one();
        }
    }

    public List<Decision> all() throws SQLException {
        try (Connection connection = database.connect()) {
            // Rows come a thousand at a time only outside of autocommit.
            connection.setAutoCommit(false);
            return ALL.on(connection).set("run", run + "-").fetchSize(1_000).list();
        }
    }
}
