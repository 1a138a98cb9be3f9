package io.trivium.deploy.cli.option;

import io.trivium.deploy.size.Plan;
import io.trivium.deploy.size.Plan.Bill;
import io.trivium.deploy.size.Plan.Check;
import io.trivium.deploy.size.Plan.Fleet;
import io.trivium.deploy.size.Plan.Store;
import io.trivium.deploy.size.UnitCosts;
import java.util.Formatter;
import java.util.Locale;

/** A plan as text. */
public record SizeReport(UnitCosts costs, Plan plan) {
    public String text() {
        Formatter text = new Formatter(Locale.ROOT);
        text.format("Costs measured %s on %s%n%n", costs.measured(), costs.machine());
        fleets(text);
        text.format("%nIn the busiest time, at the busiest instance, simulated:%n");
        checks(text);
        text.format("%n");
        for (Store store : plan.stores()) text.format("%-56s %,12.1f GiB%n", store.what(), store.gib());
        Bill bill = plan.bill();
        text.format(
                "%nA year: %,.0f for machines, %,.0f for disks, together %,.0f (prices are yours to give); %.1f MWh of"
                        + " processors (%s)%n%n",
                bill.machines(),
                bill.disks(),
                bill.total(),
                bill.megawattHours(),
                bill.energyMeasured() ? "measured" : "watts assumed");
        for (String note : plan.notes()) text.format("%s%n", note);
        return text.toString();
    }

    private void fleets(Formatter text) {
        text.format(
                "%-20s %9s %12s %9s %7s %9s%n", "component", "instances", "cores each", "GiB each", "spare", "cores");
        for (Fleet fleet : plan.fleets()) {
            text.format(
                    "%-20s %9d %12.1f %9.1f %7d %9.1f%n",
                    fleet.component(),
                    fleet.instances(),
                    fleet.coresEach(),
                    fleet.memoryGibEach(),
                    fleet.spare(),
                    fleet.instances() * fleet.coresEach());
        }
        text.format("%-20s %9d%n", "machines", plan.machines());
        if (plan.partitions() > 0) text.format("%-20s %9d%n", "payments' partitions", plan.partitions());
        text.format("%-20s %,9.0f Mbit/s between brokers and services%n", "network", plan.networkMbit());
    }

    private void checks(Formatter text) {
        text.format(
                "%-14s %12s %8s %9s %9s %14s %9s%n",
                "work", "per second", "planned", "p50 ms", "p99 ms", "p99, one lost", "limit ms");
        for (Check check : plan.checks()) {
            text.format(
                    "%-14s %12.4g %7.0f%% %9.0f %9.0f %14.0f %9.0f %s%n",
                    check.workload().key(),
                    check.perSecond(),
                    100 * check.plannedUtilization(),
                    check.normal().p50Millis(),
                    check.normal().p99Millis(),
                    check.oneLost().p99Millis(),
                    check.limitMillis(),
                    check.met() ? "holds" : "DOES NOT HOLD");
        }
    }
}
