package io.trivium.runtime.lab.conformance;

import java.util.List;

/**
 * What came of one case.
 *
 * @param id of the case, unique in the suite
 * @param section of the specification that it follows from
 * @param protocol {@code rest} or {@code grpc}
 * @param extension of which it is, empty for the protocol itself
 * @param faults what was not as expected, one sentence each; for a skipped case why it did not run
 * @param millis time that it took
 */
public record CaseResult(
        String id,
        String section,
        String protocol,
        String extension,
        Outcome outcome,
        List<String> faults,
        long millis) {

    /** How a case ended. */
    public enum Outcome {
        PASSED,
        FAILED,
        SKIPPED
    }

    public CaseResult {
        faults = List.copyOf(faults);
    }
}
