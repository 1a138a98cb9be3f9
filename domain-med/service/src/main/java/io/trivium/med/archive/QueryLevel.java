package io.trivium.med.archive;

/** What a query answers with. */
public enum QueryLevel {
    STUDY,
    SERIES,
    INSTANCE
}
