package io.trivium.deploy.chaos;

/** Which way bytes go through a proxy. */
enum Direction {
    TO_SERVER,
    TO_CLIENT
}
