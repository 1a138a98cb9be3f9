package io.trivium.deploy.size;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.size.CostMeter.Kept;
import io.trivium.deploy.size.CostMeter.Use;
import io.trivium.deploy.size.UnitCosts.Cost;
import io.trivium.deploy.size.UnitCosts.Idle;
import io.trivium.deploy.size.UnitCosts.Latency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the cost of an item from readings of the meter while a load ran. */
final class CostStretch {
    /** Of the items: the first ones warm up just-started processes. */
    private static final double FROM = 0.5;

    /** Of the items: in the end the load waits for stragglers. */
    private static final double TO = 0.95;

    private CostStretch() {}

    /**
     * The cost of an item.
     *
     * @param uses readings in order, the first before the load
     * @throws LauncherException when there were too few items or readings
     */
    static Cost cost(
            Workload workload,
            List<Use> uses,
            Kept before,
            Kept after,
            Map<String, Idle> idle,
            @Nullable Latency latency) {
        long first = uses.getFirst().items();
        long all = uses.getLast().items() - first;
        Use begin = at(uses, first + (long) (FROM * all));
        Use end = at(uses, first + (long) (TO * all));
        long items = end.items() - begin.items();
        if (items <= 0) {
            throw LauncherException.failure(all + " items were counted in " + uses.size()
                    + " readings, which is too few: did the load reach the tables that are counted?");
        }
        double seconds = (end.nanos() - begin.nanos()) / 1e9;
        Map<String, Double> cpu = new LinkedHashMap<>();
        end.cpuMillis().forEach((component, millis) -> {
            if (!workload.isWorkOf(component)) return;
            double atRest = idle.getOrDefault(component, new Idle(0, 0)).cores() * seconds * 1_000;
            double used = millis - begin.cpuMillis().getOrDefault(component, 0.0) - atRest;
            cpu.put(component, round(Math.max(0, used) / items));
        });
        Double joules = begin.joules() == null || end.joules() == null ? null : (end.joules() - begin.joules()) / items;
        long kept = Math.max(1, after.items() - before.items());
        return new Cost(
                round(items / seconds),
                cpu,
                growth(before.databaseBytes(), after.databaseBytes(), kept),
                growth(before.topicBytes(), after.topicBytes(), kept),
                growth(before.fileBytes(), after.fileBytes(), kept),
                joules,
                latency);
    }

    /** First reading with at least that many items. */
    private static Use at(List<Use> uses, long items) {
        return uses.stream().filter(use -> use.items() >= items).findFirst().orElseThrow();
    }

    private static double growth(long before, long after, long items) {
        return round(Math.max(0, after - before) / (double) items);
    }

    /** To four digits after the point. */
    static double round(double number) {
        return Math.round(number * 10_000) / 10_000.0;
    }
}
