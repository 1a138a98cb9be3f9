package io.trivium.runtime.learning.update;

import java.io.IOException;

/** The work of one state. It is idempotent: the previous owner of the update may have died during it. */
public interface UpdateStep {
    /** The state in which this is to be done. */
    UpdateState state();

    /**
     * Runs the step.
     *
     * @return the changes, including the next state
     * @throws UpdateFailure when the update cannot continue
     * @throws InterruptedException when the owner is to stop, or the update was cancelled
     */
    UpdateChange run(UpdateRow row, Ownership own) throws IOException, InterruptedException;
}
