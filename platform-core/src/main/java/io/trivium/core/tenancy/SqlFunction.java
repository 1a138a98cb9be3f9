package io.trivium.core.tenancy;

import java.sql.SQLException;

/** A function over JDBC. */
@FunctionalInterface
public interface SqlFunction<A, R> {

    R apply(A argument) throws SQLException;
}
