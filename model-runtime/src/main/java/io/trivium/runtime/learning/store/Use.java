package io.trivium.runtime.learning.store;

/** What the consent or contract behind an example allows. */
public enum Use {
    /** Any part of a data set. */
    TRAINING,
    /** Validation and test only. */
    EVALUATION,
    /** No data set at all: kept for looking up. */
    NONE
}
