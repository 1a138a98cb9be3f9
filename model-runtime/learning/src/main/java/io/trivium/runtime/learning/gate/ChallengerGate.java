package io.trivium.runtime.learning.gate;

import java.util.List;

/** One gate, which may find several things. */
public interface ChallengerGate {
    /** The prefix of its findings, such as {@code held-out}. */
    String name();

    /**
     * Evaluates it.
     *
     * @throws Exception when it cannot be evaluated, with the reason; then it has not passed
     */
    List<GateResult> ask(Examination examination) throws Exception;
}
