package io.trivium.runtime.learning.update;

import java.io.IOException;

/** The work of one state. Done twice, it comes to the same: whoever owned the update before may have died in it. */
public interface UpdateStep {
    /** The state in which this is to be done. */
    UpdateState state();

    /**
     * Does it.
     *
     * @return what changes by it, the next state among it
     * @throws UpdateFailure when the update cannot go on
     * @throws InterruptedException when the owner is to stop, or the update was cancelled
     */
    UpdateChange run(UpdateRow row, Ownership own) throws IOException, InterruptedException;
}
