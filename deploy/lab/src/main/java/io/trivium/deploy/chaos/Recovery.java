package io.trivium.deploy.chaos;

import io.trivium.core.sql.SqlFailure;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Waits;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Waits after a fault until each flow has had a new input through: never for the platform's own status. */
final class Recovery {
    private final List<Flow> flows;
    private final Waits waits;
    private final Duration patience;
    private final List<Open> open = new ArrayList<>();

    /** A fault that not every flow is known to be back from. */
    private record Open(Fault fault, Instant ended, Map<Flow, Long> marks, Map<String, Duration> back) {}

    /** @param patience after which a flow that is not back is given up on */
    Recovery(List<Flow> flows, Waits waits, Duration patience) {
        this.flows = flows;
        this.waits = waits;
        this.patience = patience;
    }

    /** A fault is over: input from now on counts. */
    void ended(Fault fault) {
        Instant now = Instant.now();
        Map<Flow, Long> marks = new LinkedHashMap<>();
        flows.forEach(flow -> marks.put(flow, flow.mark()));
        open.add(new Open(fault, now, marks, new LinkedHashMap<>()));
    }

    /** Waits for all open recoveries; one that is not complete in time is a stall. */
    List<Outcome> await() throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        boolean overlapped = open.size() > 1;
        for (Open each : open) {
            boolean back = await(each);
            outcomes.add(new Outcome(each.fault(), each.ended(), each.back(), overlapped));
            waits.say("  " + (back ? "back" : "NOT back") + " after " + each.fault() + ": " + times(each));
        }
        open.clear();
        return outcomes;
    }

    private boolean await(Open each) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        String problem = "";
        while (true) {
            for (Map.Entry<Flow, Long> mark : each.marks().entrySet()) {
                String name = mark.getKey().name();
                if (each.back().containsKey(name)) continue;
                try {
                    if (mark.getKey().isThroughSince(mark.getValue())) {
                        each.back().put(name, Duration.between(each.ended(), Instant.now()));
                    }
                } catch (SQLException | SqlFailure e) {
                    problem = " (" + e.getMessage() + ")";
                }
            }
            if (each.back().size() == each.marks().size()) return true;
            if (Instant.now().isAfter(deadline)) {
                String missing = each.marks().keySet().stream()
                        .map(Flow::name)
                        .filter(name -> !each.back().containsKey(name))
                        .collect(Collectors.joining(", "));
                waits.stall(missing, "not back within " + patience.toSeconds() + " s after " + each.fault() + problem);
                return false;
            }
            waits.poll();
        }
    }

    private static String times(Open each) {
        return each.back().entrySet().stream()
                .map(entry -> entry.getKey() + " " + Waits.seconds(entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
