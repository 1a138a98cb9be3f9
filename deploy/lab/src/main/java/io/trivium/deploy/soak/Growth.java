package io.trivium.deploy.soak;

/** How growth of a measure is judged. */
enum Growth {
    /** Grows when surely rising, and by more than 5 % of the mean and 1 MiB in 24 hours. */
    LEAK,
    /** Grows when surely rising, and by more than one an hour. */
    COUNT,
    /** Grows when surely rising, and by more than one a minute: more comes in than is done. */
    BACKLOG,
    /** Grows when surely rising, and by more than 10 % of the mean in the whole run. */
    SLOWDOWN,
    /** Grows when the last value lies above the first at all. */
    NEVER,
    /** Grows by design: what it costs is said, nothing is judged. */
    LISTED
}
