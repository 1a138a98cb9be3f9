package io.trivium.deploy.size;

import java.time.Duration;

/**
 * Values that were not measured and that the user of the sizing decides.
 *
 * @param machineCores processors of one machine
 * @param machineMemoryGib memory of one machine
 * @param databaseCores most processors that one PostgreSQL server may have
 * @param databaseTib most that one PostgreSQL server may keep
 * @param copies of each topic
 * @param followerShare processor time of a broker for a copy that it follows, of that for one that it leads
 * @param meanOfPeak payments on average, of those in the busiest second
 * @param decisionDays how long decisions stay in the database
 * @param readingDays how long readings do
 * @param studyDays how long images stay with the node; the PACS keeps them
 * @param topicDays how long topics keep their events
 * @param paymentLimit p99 from payment to decision
 * @param studyLimit p99 from last image to report
 * @param readingLimit p99 from sensor to alarm
 * @param coreHourPrice of a processor's hour
 * @param gibMonthPrice of a GiB of disk for a month
 * @param wattsPerCore of a busy processor with its share of the machine, where energy was not measured
 */
public record Assumptions(
        int machineCores,
        int machineMemoryGib,
        int databaseCores,
        int databaseTib,
        int copies,
        double followerShare,
        double meanOfPeak,
        int decisionDays,
        int readingDays,
        int studyDays,
        int topicDays,
        Duration paymentLimit,
        Duration studyLimit,
        Duration readingLimit,
        double coreHourPrice,
        double gibMonthPrice,
        double wattsPerCore) {
    public static final Assumptions DEFAULTS = new Assumptions(
            16,
            64,
            32,
            16,
            3,
            0.5,
            0.4,
            365,
            90,
            30,
            7,
            Duration.ofMillis(60),
            Duration.ofMinutes(2),
            Duration.ofSeconds(1),
            0.04,
            0.10,
            8);

    public Assumptions {
        if (machineCores < 2 || machineMemoryGib < 8) {
            throw new IllegalArgumentException("a machine has at least 2 processors and 8 GiB");
        }
        if (databaseCores < 1 || databaseTib < 1 || copies < 1) {
            throw new IllegalArgumentException("at least one processor, one TiB and one copy");
        }
        if (!(followerShare >= 0 && followerShare <= 1 && meanOfPeak > 0 && meanOfPeak <= 1)) {
            throw new IllegalArgumentException("shares lie between 0 and 1");
        }
        if (decisionDays < 1 || readingDays < 1 || studyDays < 1 || topicDays < 1) {
            throw new IllegalArgumentException("what is kept is kept a day at least");
        }
    }

    /** p99 that this kind of work may take. */
    Duration limit(Workload workload) {
        return switch (workload) {
            case AUTHORIZATION -> paymentLimit;
            case IMAGE, READING -> readingLimit;
            case STUDY -> studyLimit;
        };
    }

    /** The time that the database keeps the rows of an item. */
    int databaseDays(Workload workload) {
        return switch (workload) {
            case AUTHORIZATION -> decisionDays;
            case IMAGE, STUDY -> studyDays;
            case READING -> readingDays;
        };
    }

    /** The time that files keep the data of an item: features look back 31 days. */
    int fileDays(Workload workload) {
        return switch (workload) {
            case AUTHORIZATION -> 31;
            case IMAGE, STUDY -> studyDays;
            case READING -> 1;
        };
    }
}
