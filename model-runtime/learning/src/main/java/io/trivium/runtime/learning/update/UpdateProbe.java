package io.trivium.runtime.learning.update;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;

/** Receives the progress of an update; for tests that end a process there. */
public interface UpdateProbe {
    /** An update is at this place of a step. */
    void at(UpdateState state, Point point);

    /** A place in a step. */
    enum Point {
        BEFORE,
        DONE,
        SAVED
    }

    /** Does nothing. */
    @DefaultBean
    @ApplicationScoped
    class Silent implements UpdateProbe {
        @Override
        public void at(UpdateState state, Point point) {
            // no observer
        }
    }
}
