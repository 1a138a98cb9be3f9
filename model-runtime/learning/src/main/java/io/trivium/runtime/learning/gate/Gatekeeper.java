package io.trivium.runtime.learning.gate;

/** Asks all gates that the task's specification declares. */
public interface Gatekeeper {
    /**
     * Compares a registered version with its champion. A gate that cannot be asked has not passed.
     *
     * @throws InterruptedException when the thread is interrupted; nothing is found then
     */
    GateReport examine(GateRequest request) throws InterruptedException;
}
