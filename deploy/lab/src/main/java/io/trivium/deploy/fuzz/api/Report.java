package io.trivium.deploy.fuzz.api;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The results of a run.
 *
 * @param answers number by operation, caller and status; 0 means none
 * @param unreached operations of which no request of a member succeeded
 * @param passing findings that did not happen again: slow or missing answers
 */
public record Report(
        long seed,
        long requests,
        long seconds,
        int pairs,
        SortedMap<String, SortedMap<String, SortedMap<Integer, Long>>> answers,
        List<String> unreached,
        List<Found> found,
        long passing) {
    /**
     * A rule that an operation broke.
     *
     * @param times that it did
     * @param repeats whether it did again when the request was sent again
     * @param curl a command that sends the smallest request
     * @param answer beginning of the answer
     */
    public record Found(
            String rule,
            String operation,
            String caller,
            String sentence,
            long request,
            long times,
            boolean repeats,
            String curl,
            String answer) {}

    public Report {
        unreached = List.copyOf(unreached);
        found = List.copyOf(found);
    }

    public boolean isClean() {
        return found.isEmpty();
    }

    /** Pairs of operation and caller that got another answer than 429. */
    public long pairsAnswered() {
        return answers.values().stream()
                .flatMap(callers -> callers.values().stream())
                .filter(Report::isAnswered)
                .count();
    }

    private static boolean isAnswered(Map<Integer, Long> statuses) {
        return statuses.keySet().stream().anyMatch(status -> status != 0 && status != 429);
    }
}
