package io.trivium.deploy.drill;

/** Causes by the names of the command line. */
public enum CauseName {
    plant_cut_off,
    runtime_silent,
    clock_ahead,
    broken_events,
    strange_sender,
    database_cut_off,
    broker_cut_off,
    keycloak_silent,
    archive_full,
    service_hangs
}
