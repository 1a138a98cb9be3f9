package io.trivium.deploy.drill;

import io.trivium.deploy.LauncherException;
import java.io.IOException;

/**
 * A check that a runbook names, and the result that it must have while its cause is active.
 *
 * @param check the check, in words of the runbook
 * @param says text that the result must contain
 */
record Sign(String check, Look look, String says) {
    /** An observation of the platform; a failure to observe is a result as well. */
    @FunctionalInterface
    interface Look {
        String take() throws IOException, InterruptedException;
    }

    /** The result of an observation. */
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
