package io.trivium.deploy.size;

import java.util.List;

/**
 * The requirements of an installation.
 *
 * @param partitions of the payments' topics
 * @param fleets by component
 * @param checks by kind of work, simulated
 * @param stores the stored data
 * @param networkMbit traffic of the brokers in the busiest second, copies included
 * @param machines that hold all fleets
 * @param bill of a year
 * @param notes information for the reader in addition to the figures
 */
public record Plan(
        int partitions,
        List<Fleet> fleets,
        List<Check> checks,
        List<Store> stores,
        double networkMbit,
        int machines,
        Bill bill,
        List<String> notes) {
    /**
     * Equal instances of a component.
     *
     * @param spare of the instances, how many may be lost
     * @param coresEach processors that each may take
     */
    public record Fleet(String component, int instances, int spare, double coresEach, double memoryGibEach) {
        double cores() {
            return instances * coresEach;
        }

        double memoryGib() {
            return instances * memoryGibEach;
        }
    }

    /**
     * One kind of work in the busiest time.
     *
     * @param perSecond of all instances
     * @param plannedUtilization share of the processors that the work takes at its peak
     * @param hottest rate of the busiest instance over the mean
     * @param normal with all instances, the busiest of them
     * @param oneLost with one instance lost, the busiest of the rest
     * @param limitMillis for the 99th percentile
     */
    public record Check(
            Workload workload,
            double perSecond,
            double plannedUtilization,
            double hottest,
            QueueOutcome normal,
            QueueOutcome oneLost,
            double limitMillis) {
        /** Whether the limit holds with one instance lost. */
        public boolean met() {
            return oneLost.p99Millis() <= limitMillis;
        }
    }

    /**
     * Something that is kept.
     *
     * @param gib all copies
     */
    public record Store(String what, double gib) {}

    /**
     * A year.
     *
     * @param machines price of the processors
     * @param disks price of the stored data
     * @param megawattHours of the processors that are busy on average
     * @param energyMeasured whether the machine reported its energy, or watts were assumed
     */
    public record Bill(double machines, double disks, double megawattHours, boolean energyMeasured) {
        /** Machines and disks. */
        public double total() {
            return machines + disks;
        }
    }
}
