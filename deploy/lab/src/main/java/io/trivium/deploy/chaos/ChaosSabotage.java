package io.trivium.deploy.chaos;

import io.trivium.deploy.chaos.ChaosPlan.FlowName;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.fin.FinSabotage;
import io.trivium.deploy.faults.learning.LearningPromise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sabotage that does not belong to one flow's own judge: a link, and decisions. */
public enum ChaosSabotage implements Sabotage {
    /** The link to the broker stays clogged after a fault, until the run has given up on its recovery. */
    link_left_clogged(Violation.Kind.STALLED),
    /** A label is deleted from the learning store. */
    label_lost(LearningPromise.LOST),
    /** An authorization is called acknowledged that the platform never had. */
    authorization_lost(FinSabotage.authorization_lost),
    /** The row of a decision is deleted. */
    decision_row_lost(FinSabotage.decision_row_lost),
    /** The row of a decision has other content. */
    decision_row_changed(FinSabotage.decision_row_changed);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Promise> reports;

    private final @Nullable FinSabotage fin;

    ChaosSabotage(Promise report) {
        this.reports = List.of(report);
        this.fin = null;
    }

    ChaosSabotage(FinSabotage fin) {
        this.reports = fin.reports();
        this.fin = fin;
    }

    @Override
    public List<Promise> reports() {
        return reports;
    }

    /** Whether a run of these flows can find it. */
    public boolean isOf(Set<FlowName> flows) {
        if (this == label_lost) return flows.contains(FlowName.learning);
        return fin == null || flows.contains(FlowName.fin);
    }

    static List<FinSabotage> ofFin(List<ChaosSabotage> kinds) {
        List<FinSabotage> all = new ArrayList<>();
        for (ChaosSabotage kind : kinds) {
            FinSabotage fin = kind.fin;
            if (fin != null) all.add(fin);
        }
        return all;
    }

    /** All of them. */
    public static List<ChaosSabotage> all() {
        return Arrays.asList(values());
    }

    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
