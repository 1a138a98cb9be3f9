package io.trivium.runtime.learning.release;

import java.util.UUID;

/** Takes challengers that passed their gates on the way to full traffic: shadow, canary, promotion. */
public interface ReleaseDesk {
    /**
     * Begins a release. The same version is offered once: again answers the release that there is. A release of the same
     * model that is not over ends as superseded.
     *
     * @return id of the release
     * @throws IllegalArgumentException when the gates of the challenger have not passed
     */
    UUID offer(Challenger challenger);
}
