package io.trivium.runtime.learning.gate;

/** Evaluates all gates that the task's specification declares. */
public interface Gatekeeper {
    /**
     * Compares a registered version with its champion. A gate that cannot be evaluated has not passed.
     *
     * @throws InterruptedException when the thread is interrupted; there is no result then
     */
    GateReport examine(GateRequest request) throws InterruptedException;
}
