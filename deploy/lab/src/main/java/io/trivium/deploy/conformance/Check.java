package io.trivium.deploy.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One row of the conformance table: what is checked, by which checker, and the result against a running platform. */
public interface Check {
    /** The protocol, in lower case, by which the command selects checks. */
    String protocol();

    /** What is checked, in a few words. */
    String name();

    /**
     * Runs all cases.
     *
     * @throws Missing when the checker is not installed here
     */
    Outcome run(Target target) throws IOException, InterruptedException;

    /**
     * The result of a check.
     *
     * @param checker that judged, with its version
     * @param cases how many were judged
     * @param failures a sentence for each case that failed
     * @param measured what was measured, by a name that contains the unit
     */
    record Outcome(String checker, int cases, List<String> failures, Map<String, Long> measured) {
        public Outcome {
            failures = List.copyOf(failures);
            measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
        }

        public Outcome(String checker, int cases, List<String> failures) {
            this(checker, cases, failures, Map.of());
        }
    }

    /** The checker is not installed on this machine: the row is shown as skipped. */
    final class Missing extends IOException {
        private static final long serialVersionUID = 1L;

        public Missing(String what) {
            super(what);
        }
    }

    /** Collects the cases of a check. Not thread-safe. */
    final class Cases {
        private final List<String> failures = new ArrayList<>();
        private int count;

        /** Counts a case, and notes the sentence where it does not hold. */
        void require(boolean holds, String otherwise) {
            count++;
            if (!holds) failures.add(otherwise);
        }

        /** Cases so far. */
        int count() {
            return count;
        }

        Outcome judgedBy(String checker) {
            return judgedBy(checker, Map.of());
        }

        Outcome judgedBy(String checker, Map<String, Long> measured) {
            return new Outcome(checker, count, failures, measured);
        }
    }
}
