package io.trivium.deploy.cli;

/** Domains that have tools of their own, by the name they go by on the command line. */
enum Domain {
    fin,
    med,
    industrial
}
