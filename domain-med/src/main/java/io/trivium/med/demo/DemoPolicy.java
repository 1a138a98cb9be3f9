package io.trivium.med.demo;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to do about the studies that the PACS has: one whose report has not come back is sent on again before there is a new
 * one, so that a busy machine never has two to read, and no more are made than are to be kept.
 *
 * @param most simulated studies in the PACS after which no more are made
 */
record DemoPolicy(int most) {
    /** A study without report for so long failed, or was never to be read; it holds up no other. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    /** The next step. */
    sealed interface Step {
        /** Sends a study to the node again. */
        record SendOn(DemoStudy study) implements Step {}

        /** Makes the study of that patient. */
        record Make(int number) implements Step {}

        /** There are as many as are kept. */
        record Rest(int kept) implements Step {}
    }

    Step next(List<DemoStudy> studies, LocalDateTime now) {
        Optional<DemoStudy> waiting = studies.stream()
                .filter(study -> !study.isReported())
                .filter(study -> study.acquired().isAfter(now.minus(PATIENCE)))
                .min(Comparator.comparing(DemoStudy::acquired));
        if (waiting.isPresent()) return new Step.SendOn(waiting.orElseThrow());
        if (studies.size() >= most) return new Step.Rest(studies.size());
        return new Step.Make(
                1 + studies.stream().mapToInt(DemoStudy::number).max().orElse(0));
    }
}
