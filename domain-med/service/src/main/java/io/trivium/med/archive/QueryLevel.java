package io.trivium.med.archive;

/** The level of the answers of a query. */
public enum QueryLevel {
    STUDY,
    SERIES,
    INSTANCE
}
