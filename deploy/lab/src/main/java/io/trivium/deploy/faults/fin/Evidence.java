package io.trivium.deploy.faults.fin;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All data by which a run is judged.
 *
 * @param sent authorizations by id, whatever their outcome
 * @param acknowledged ids that the platform acknowledged
 * @param received ids in {@code fin.authorization.v1}, in the order in which they first arrived
 * @param labels acknowledged ones
 * @param log records of {@code fin.decision.v1} about this run, in the order of each partition
 * @param rows rows of {@code fin.decision} about this run
 * @param deadLetters of this run, in words
 * @param probes ids sent after all others had been decided, whose features show the state
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
