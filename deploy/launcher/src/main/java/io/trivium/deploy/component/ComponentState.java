package io.trivium.deploy.component;

/** The state of a component. */
public enum ComponentState {
    /** Unpacking, building or formatting, or waiting for a component it needs. */
    WAITING,
    /** Its process runs and has not passed its probe yet. */
    STARTING,
    READY,
    /** Its process ended or hung; it is started again after a pause. */
    BACKING_OFF,
    STOPPING,
    STOPPED
}
