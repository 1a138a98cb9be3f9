package io.trivium.deploy.chaos;

/** The direction of bytes through a proxy. */
enum Direction {
    TO_SERVER,
    TO_CLIENT
}
