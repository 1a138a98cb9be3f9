package io.trivium.deploy.faults.fin;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything a run is judged by.
 *
 * @param sent authorizations by id, whatever became of them
 * @param acknowledged ids that the platform said it has
 * @param received ids that lie in {@code fin.authorization.v1}, in the order in which they first came
 * @param labels acknowledged ones
 * @param log records of {@code fin.decision.v1} about this run, in the order of each partition
 * @param rows rows of {@code fin.decision} about this run
 * @param deadLetters of this run, in words
 * @param probes ids sent when everything else had been decided, whose features show the state
 * @param recheck features of all decisions, computed once more
 */
public record Evidence(
        Map<String, Payment> sent,
        Set<String> acknowledged,
        Set<String> received,
        List<Label> labels,
        List<LoggedDecision> log,
        List<Decision> rows,
        List<String> deadLetters,
        List<String> probes,
        Recheck recheck) {}
