package io.trivium.deploy.size;

import io.trivium.deploy.size.Plan.Bill;
import io.trivium.deploy.size.Plan.Check;
import io.trivium.deploy.size.Plan.Fleet;
import io.trivium.deploy.size.Plan.Store;
import io.trivium.deploy.size.UnitCosts.Cost;
import io.trivium.deploy.size.UnitCosts.Idle;
import io.trivium.deploy.size.UnitCosts.Latency;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * From demand and unit costs to machines. Each kind of work gets enough processors that its share of them keeps its
 * 99th percentile below the limit at the busiest instance while another one is lost: the largest of a few shares for
 * which the {@link QueueSimulation} confirms this.
 */
public final class Sizing {
    private static final double[] UTILIZATIONS = {0.7, 0.6, 0.5, 0.4, 0.3, 0.2};

    /** Processors of the largest instance of a service or broker. */
    private static final double LARGEST_INSTANCE = 8;

    private static final int PARTITIONS_AN_INSTANCE = 8;

    /** Half of the highest measured rate of one partition (docs/lab/benchmarks.md). */
    private static final double PARTITION_PER_SECOND = 450;

    private static final double GIB = 1L << 30;
    private static final int HOURS_A_YEAR = 8_760;

    private final UnitCosts costs;
    private final Assumptions assumptions;
    private final long seed;

    public Sizing(UnitCosts costs, Assumptions assumptions, long seed) {
        this.costs = costs;
        this.assumptions = assumptions;
        this.seed = seed;
    }

    /** The requirements of an installation for that demand. */
    public Plan plan(Demand demand) {
        Map<Workload, Double> peak = demand.peak();
        List<Check> checks = new ArrayList<>();
        Map<Workload, Double> utilization = new EnumMap<>(Workload.class);
        peak.forEach((workload, rate) -> {
            Check check = check(workload, rate);
            checks.add(check);
            utilization.put(workload, check.plannedUtilization());
        });
        List<Store> stores = stores(demand, peak);
        List<Fleet> fleets = fleets(peak, utilization, databaseTib(demand, peak));
        double cores = fleets.stream().mapToDouble(Fleet::cores).sum();
        double memory = fleets.stream().mapToDouble(Fleet::memoryGib).sum();
        int machines = fleets.isEmpty()
                ? 0
                : Math.max(
                        3,
                        ceil(Math.max(
                                // a processor and 4 GiB of each machine are the system's
                                cores / (assumptions.machineCores() - 1),
                                memory / (assumptions.machineMemoryGib() - 4))));
        return new Plan(
                partitions(peak),
                fleets,
                checks,
                stores,
                network(peak),
                machines,
                bill(machines, stores, demand, peak),
                new PlanNotes(costs, assumptions, peak, fleets, checks).all());
    }

    private Check check(Workload workload, double rate) {
        @Nullable Check last = null;
        for (double utilization : UTILIZATIONS) {
            last = check(workload, rate, utilization);
            if (last.met()) return last;
        }
        return Objects.requireNonNull(last);
    }

    private Check check(Workload workload, double rate, double utilization) {
        Cost cost = costs.of(workload);
        int needed = needed(cores(workload, workload.service(), rate, utilization));
        double path = cost.cpuMillis().keySet().stream()
                .mapToDouble(component -> cores(workload, component, rate, utilization))
                .sum();
        int together = workload.coresAnItem();
        int servers = Math.max(1, (int) Math.round(path / needed / together));
        double service = cost.allCpuMillis() / together;
        Latency base = cost.latency() == null ? new Latency(service, service, "processor time alone") : cost.latency();
        double skew = workload == Workload.AUTHORIZATION
                ? PartitionSkew.of(PARTITIONS_AN_INSTANCE * (needed + 1), needed, seed)
                : 1;
        QueueSimulation simulation = new QueueSimulation(seed);
        return new Check(
                workload,
                rate,
                utilization,
                skew,
                simulation.run(servers, skew * rate / (needed + 1), service, base),
                simulation.run(servers, skew * rate / needed, service, base),
                assumptions.limit(workload).toMillis());
    }

    /** Processors that a component needs for one kind of work. */
    private double cores(Workload workload, String component, double rate, double utilization) {
        double millis = costs.of(workload).cpuMillis().getOrDefault(component, 0.0);
        double followers = component.equals("kafka") ? assumptions.followerShare() * (assumptions.copies() - 1) : 0;
        return rate * millis * (1 + followers) / 1_000 / utilization;
    }

    private static int needed(double cores) {
        return Math.max(1, ceil(cores / LARGEST_INSTANCE));
    }

    private List<Fleet> fleets(Map<Workload, Double> peak, Map<Workload, Double> utilization, double databaseTib) {
        Map<String, Double> cores = new TreeMap<>();
        peak.forEach((workload, rate) -> costs.of(workload)
                .cpuMillis()
                .forEach((component, _) -> cores.merge(
                        component,
                        cores(workload, component, rate, utilization.getOrDefault(workload, 0.5)),
                        Double::sum)));
        List<Fleet> fleets = new ArrayList<>();
        cores.forEach((component, needed) -> {
            boolean asked = needed > 0.001 || !isOfOneDomain(component);
            if (asked && isPlanned(component)) {
                fleets.add(fleet(component, needed, costs.idle().getOrDefault(component, new Idle(0, 0)), databaseTib));
            }
        });
        return fleets;
    }

    /** The demo's machines and PACS are no part of an installation. */
    private static boolean isPlanned(String component) {
        return !component.equals("orthanc") && !component.startsWith("demo");
    }

    private static boolean isOfOneDomain(String component) {
        return component.startsWith("domain-") || component.equals("mqtt");
    }

    private Fleet fleet(String component, double cores, Idle idle, double databaseTib) {
        double rest = 2 * idle.memoryBytes() / GIB;
        if (component.equals("postgres")) {
            int shards = Math.max(
                    1, ceil(Math.max(cores / assumptions.databaseCores(), databaseTib / assumptions.databaseTib())));
            double each = half(cores / shards + idle.cores());
            // a standby each, as large
            return new Fleet(component, 2 * shards, shards, each, Math.max(4, 4 * each));
        }
        int needed = needed(cores);
        int spare = component.equals("mqtt") ? 0 : 1;
        int instances = component.equals("kafka") ? Math.max(assumptions.copies(), needed + spare) : needed + spare;
        double each = half(cores / needed + idle.cores());
        return new Fleet(component, instances, spare, each, half(Math.max(rest, 1.5 * each)));
    }

    private int partitions(Map<Workload, Double> peak) {
        double rate = peak.getOrDefault(Workload.AUTHORIZATION, 0.0);
        if (rate == 0) return 0;
        int instances = 1 + needed(cores(Workload.AUTHORIZATION, Workload.AUTHORIZATION.service(), rate, 0.5));
        return Math.max(PARTITIONS_AN_INSTANCE * instances, ceil(rate / PARTITION_PER_SECOND));
    }

    private List<Store> stores(Demand demand, Map<Workload, Double> peak) {
        List<Store> stores = new ArrayList<>();
        peak.keySet().forEach(workload -> {
            Cost cost = costs.of(workload);
            double items = demand.perDay(workload, assumptions.meanOfPeak());
            String name = workload.key();
            stores.add(new Store(
                    name + ": database and its standby, " + assumptions.databaseDays(workload) + " days",
                    2 * items * cost.databaseBytes() * assumptions.databaseDays(workload) / GIB));
            stores.add(new Store(
                    name + ": topics, " + assumptions.copies() + " copies, " + assumptions.topicDays() + " days",
                    assumptions.copies() * items * cost.topicBytes() * assumptions.topicDays() / GIB));
            stores.add(new Store(
                    name + ": files and state, " + assumptions.fileDays(workload) + " days",
                    items * cost.fileBytes() * assumptions.fileDays(workload) / GIB));
        });
        stores.removeIf(store -> store.gib() < 0.01);
        return stores;
    }

    /** One copy of the databases' contents. */
    private double databaseTib(Demand demand, Map<Workload, Double> peak) {
        return peak.keySet().stream()
                        .mapToDouble(workload -> demand.perDay(workload, assumptions.meanOfPeak())
                                * costs.of(workload).databaseBytes()
                                * assumptions.databaseDays(workload))
                        .sum()
                / (GIB * 1_024);
    }

    /** Each byte is received once, and sent to the followers and to one reader. */
    private double network(Map<Workload, Double> peak) {
        return peak.entrySet().stream()
                        .mapToDouble(entry ->
                                entry.getValue() * costs.of(entry.getKey()).topicBytes())
                        .sum()
                * (assumptions.copies() + 1)
                * 8
                / 1e6;
    }

    private Bill bill(int machines, List<Store> stores, Demand demand, Map<Workload, Double> peak) {
        double price = machines * assumptions.machineCores() * HOURS_A_YEAR * assumptions.coreHourPrice();
        double disks = stores.stream().mapToDouble(Store::gib).sum() * 12 * assumptions.gibMonthPrice();
        boolean measured =
                peak.keySet().stream().allMatch(workload -> costs.of(workload).joules() != null);
        double joules = 0;
        for (Workload workload : peak.keySet()) {
            Cost cost = costs.of(workload);
            Double known = cost.joules();
            double each = known != null ? known : cost.allCpuMillis() / 1_000 * assumptions.wattsPerCore();
            joules += demand.perDay(workload, assumptions.meanOfPeak()) * 365 * each;
        }
        return new Bill(price, disks, joules / 3.6e9, measured);
    }

    private static int ceil(double number) {
        return (int) Math.ceil(number - 1e-9);
    }

    /** Rounded up to a half. */
    private static double half(double number) {
        return Math.max(0.5, Math.ceil(number * 2) / 2);
    }
}
