package io.trivium.deploy.drill;

import java.io.IOException;
import java.util.List;

/**
 * A fault, and its repair according to the runbook.
 *
 * @param what the fault, in words
 * @param remedy the repair, in words
 * @param expected alerts that it must raise
 */
record Cause(CauseName name, String what, Deed begin, String remedy, Deed end, List<Expected> expected) {
    /** Something done to a platform. */
    @FunctionalInterface
    interface Deed {
        void run() throws IOException, InterruptedException;
    }
}
