package io.trivium.med.value;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The counts of the service in a period. Of each study the newest revision that was read counts, and of each finding
 * its newest decision.
 *
 * @param studies read
 * @param refused studies that could not be read, with a reason
 * @param decidedStudies those read, with findings, on all of which a reader decided
 * @param medianMinutes from the last image to the result; null without a study
 * @param slowMinutes the same, which 95 % kept; null without a study
 */
record ReadingFigures(
        long studies,
        long refused,
        long decidedStudies,
        @Nullable BigDecimal medianMinutes,
        @Nullable BigDecimal slowMinutes,
        long accepted,
        long edited,
        long rejected,
        long undecided) {

    long decided() {
        return accepted + edited + rejected;
    }
}
