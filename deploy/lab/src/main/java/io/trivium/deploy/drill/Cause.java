package io.trivium.deploy.drill;

import java.io.IOException;
import java.util.List;

/**
 * One thing that goes wrong, and how its runbook has it put right.
 *
 * @param what goes wrong, in words
 * @param remedy what puts it right, in words
 * @param expected alerts that it must raise
 */
record Cause(CauseName name, String what, Deed begin, String remedy, Deed end, List<Expected> expected) {
    /** Something done to a platform. */
    @FunctionalInterface
    interface Deed {
        void run() throws IOException, InterruptedException;
    }
}
