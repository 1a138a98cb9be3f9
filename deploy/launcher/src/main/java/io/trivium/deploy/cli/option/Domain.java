package io.trivium.deploy.cli.option;

/** Domains that have tools of their own, by the name they go by on the command line. */
public enum Domain {
    fin,
    med,
    industrial
}
