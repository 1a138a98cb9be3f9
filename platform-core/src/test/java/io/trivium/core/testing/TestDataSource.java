package io.trivium.core.testing;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A data source for tests without Quarkus, which can also play an outage. */
public final class TestDataSource {
    private TestDataSource() {}

    /** A supplier of connections. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    /** A data source of which only {@link DataSource#getConnection()} works. */
    public static DataSource of(Connections connections) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && method.getParameterCount() == 0) {
                        return connections.open();
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
