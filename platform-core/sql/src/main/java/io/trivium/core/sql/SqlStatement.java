package io.trivium.core.sql;

/** A statement of a feature, kept in a constant so that a test can check it against the schema. */
public sealed interface SqlStatement permits SqlQuery, SqlUpdate {

    /** The statement with the positional parameters of JDBC. */
    String jdbc();
}
