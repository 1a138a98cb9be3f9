package io.trivium.deploy.standalone;

import io.trivium.core.sql.SqlQuery;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;

/** A look into the platform's database with the launcher's own right to see every tenant. */
public final class Database {
    private static final SqlQuery<Long> DECISIONS =
            SqlQuery.of(Long.class, "select count(*) from fin.decision where decided_at >= :since");

    private final Ports ports;
    private final Secrets secrets;

    public Database(PlatformStatus status, DataDirectory data) {
        this.ports = status.ports();
        this.secrets = Secrets.of(data);
    }

    public Connection connect() throws SQLException {
        return connect("trivium");
    }

    /** The same right in another database, such as Keycloak's. */
    public Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", PostgresComponent.SUPERUSER);
        properties.setProperty("password", secrets.get("postgres-superuser"));
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(url(database), properties);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + database;
    }

    /** The same right for a tool in a process of its own, which reads it from its environment. */
    public Map<String, String> environment() {
        return Map.of(
                "TRIVIUM_DATABASE_URL",
                url("trivium"),
                "TRIVIUM_DATABASE_USER",
                PostgresComponent.SUPERUSER,
                "TRIVIUM_DATABASE_PASSWORD",
                secrets.get("postgres-superuser"));
    }

    /** Decisions made at or after that instant, over all tenants. */
    public long decisionsSince(Instant since) throws SQLException {
        try (Connection connection = connect()) {
            return DECISIONS.on(connection).set("since", since).one();
        }
    }
}
