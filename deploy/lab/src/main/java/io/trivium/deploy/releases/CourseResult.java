package io.trivium.deploy.releases;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a release.
 *
 * @param onset state in which the fault began; null of a good one
 * @param end state in which it ended
 * @param champion version that is champion after it
 * @param expected version that should be
 * @param requests that callers made while it was on its way; {@code challenger} that it answered
 * @param bad that it answered badly, of {@code afterOnset} since the fault began
 * @param failed requests that failed for no fault of the version
 * @param noticedSeconds from the first request that triggers the fault to the step that ends it
 * @param returnedSeconds from the first bad answer that a caller got to the first of the former champion after the last that
 *     the version gave; null when no caller saw it
 * @param seconds all of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CourseResult(
        String model,
        int version,
        String kind,
        @Nullable String onset,
        double share,
        String end,
        List<String> alarms,
        boolean wasPromoted,
        String champion,
        String expected,
        long requests,
        long challenger,
        long bad,
        long afterOnset,
        long failed,
        @Nullable Double noticedSeconds,
        @Nullable Double returnedSeconds,
        long seconds) {

    boolean isGood() {
        return onset == null;
    }

    /** Whether the champion is the one that it should be. */
    boolean isRight() {
        return champion.equals(expected);
    }
}
