package io.trivium.deploy.size;

import io.trivium.deploy.size.Plan.Check;
import io.trivium.deploy.size.Plan.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Information for the reader of a plan in addition to its figures. */
record PlanNotes(
        UnitCosts costs, Assumptions assumptions, Map<Workload, Double> peak, List<Fleet> fleets, List<Check> checks) {
    /** From this multiple of the measured rate on, a plan is only an estimate. */
    private static final double FAR = 10;

    List<String> all() {
        List<String> notes = new ArrayList<>();
        peak.forEach((workload, rate) -> {
            double times = rate / costs.of(workload).perSecond();
            if (times > FAR) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s: asked for %,.0f times the rate at which the costs were measured (%.4g/s on %s). Measure one"
                                + " instance on your machines before you buy.",
                        workload.key(),
                        times,
                        costs.of(workload).perSecond(),
                        costs.machine()));
            }
        });
        for (Check check : checks) {
            if (!check.met()) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s: no utilization keeps the limit of %.0f ms with one instance lost; the simulation says %.0f ms.",
                        check.workload().key(),
                        check.limitMillis(),
                        check.oneLost().p99Millis()));
            }
        }
        for (Fleet fleet : fleets) {
            if (fleet.component().equals("postgres") && fleet.spare() > 1) {
                notes.add("postgres: " + fleet.spare() + " primaries of at most " + assumptions.databaseCores()
                        + " processors and " + assumptions.databaseTib()
                        + " TiB. An organisation lives in one of them, so that the largest may ask for 1/"
                        + fleet.spare() + " of the demand; larger ones need an installation each.");
            }
            if (fleet.component().equals("mqtt")) {
                notes.add("mqtt: a broker that is lost is not replaced by another; sensors send again what was not"
                        + " acknowledged. Use the plants' own brokers where they have some.");
            }
        }
        notes.add("Not in the plan: Keycloak beyond two instances, training and daily updates (a process or Job of two"
                + " processors, minutes a task and day), backups, and what an organisation's other systems need.");
        return notes;
    }
}
