package io.trivium.deploy.soak;

/** The rule by which growth of a measure is judged. */
enum Growth {
    /** Grows when surely rising, and by more than 5 % of the mean and 1 MiB in 24 hours. */
    LEAK,
    /** Grows when surely rising, and by more than one an hour. */
    COUNT,
    /** Grows when surely rising, and by more than one a minute: more arrives than is processed. */
    BACKLOG,
    /** Grows when surely rising, and by more than 10 % of the mean in the whole run. */
    SLOWDOWN,
    /** Grows when the last value is above the first at all. */
    NEVER,
    /** Grows by design: its cost is reported, but not judged. */
    LISTED
}
