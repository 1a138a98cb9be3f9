package io.trivium.deploy.cli.option;

/** Domains that have tools of their own, by their names on the command line. */
public enum Domain {
    fin,
    med,
    industrial
}
