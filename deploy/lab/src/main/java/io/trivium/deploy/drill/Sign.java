package io.trivium.deploy.drill;

import io.trivium.deploy.LauncherException;
import java.io.IOException;

/**
 * Something that a runbook tells to look at, and what must be seen there while its cause is at work.
 *
 * @param check what is looked at, in words of the runbook
 * @param says part of what must be seen
 */
record Sign(String check, Look look, String says) {
    /** A look at the platform; a failure to look is something seen as well. */
    @FunctionalInterface
    interface Look {
        String take() throws IOException, InterruptedException;
    }

    /** What a look showed. */
    record Seen(Sign sign, String text) {
        boolean asSaid() {
            return text.contains(sign.says());
        }
    }

    Seen take() throws InterruptedException {
        try {
            return new Seen(this, look.take());
        } catch (IOException | LauncherException e) {
            return new Seen(this, String.valueOf(e.getMessage()));
        }
    }
}
