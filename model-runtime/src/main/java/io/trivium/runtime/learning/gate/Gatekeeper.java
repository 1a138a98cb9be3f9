package io.trivium.runtime.learning.gate;

/** Asks all gates that the task's specification declares. */
public interface Gatekeeper {
    GateReport examine(GateRequest request) throws InterruptedException;
}
