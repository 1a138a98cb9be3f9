package io.trivium.core.tenancy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * Connections of the role that owns a service's tables, for what the service's own role may not do: making and dropping
 * partitions. It sees no tenant's rows either unless {@code app.tenant} is set. Thread-safe.
 */
public final class OwnerConnection {
    private OwnerConnection() {}

    /**
     * Opens one, to be closed by the caller.
     *
     * @param url JDBC address of the datasource
     * @param user of the migrations; none if the address names it
     * @param purpose by which PostgreSQL shows it
     */
    public static Connection open(String url, Optional<String> user, Optional<String> password, String purpose)
            throws SQLException {
        Properties properties = new Properties();
        user.ifPresent(name -> properties.setProperty("user", name));
        password.ifPresent(secret -> properties.setProperty("password", secret));
        properties.setProperty("ApplicationName", "trivium-" + purpose);
        return DriverManager.getConnection(url, properties);
    }
}
