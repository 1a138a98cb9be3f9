package io.trivium.runtime.learning.gate;

import java.util.List;

/** One gate, which may find several things. */
public interface ChallengerGate {
    /** What its findings begin with, such as {@code held-out}. */
    String name();

    /**
     * Asks it.
     *
     * @throws Exception when it cannot be asked, with the reason; then it has not passed
     */
    List<GateResult> ask(Examination examination) throws Exception;
}
