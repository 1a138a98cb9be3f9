package io.trivium.deploy.size;

import java.util.EnumMap;
import java.util.Map;

/**
 * The demand on an installation.
 *
 * @param authorizationsPerSecond in the busiest second
 * @param studiesPerDay of all hospitals
 * @param busiestHour share of a day's studies that arrive in its busiest hour
 * @param imagesPerStudy on average
 * @param pointsPerSecond readings of all machines, day and night
 */
public record Demand(
        double authorizationsPerSecond,
        double studiesPerDay,
        double busiestHour,
        int imagesPerStudy,
        double pointsPerSecond) {
    /** Images that a measured study has. */
    private static final int MEASURED_IMAGES = 300;

    public Demand {
        if (!(authorizationsPerSecond >= 0 && studiesPerDay >= 0 && pointsPerSecond >= 0)) {
            throw new IllegalArgumentException("a demand below zero");
        }
        if (!(busiestHour >= 1.0 / 24 && busiestHour <= 1)) {
            throw new IllegalArgumentException("the busiest hour has between 1/24 and all of a day: " + busiestHour);
        }
        if (imagesPerStudy < 1) throw new IllegalArgumentException("images per study: " + imagesPerStudy);
    }

    /** Items a second at peak demand, of each kind in demand. */
    public Map<Workload, Double> peak() {
        Map<Workload, Double> rates = new EnumMap<>(Workload.class);
        double studies = studiesPerDay * busiestHour / 3_600;
        put(rates, Workload.AUTHORIZATION, authorizationsPerSecond);
        put(rates, Workload.STUDY, studies);
        // a measured study includes its images
        put(rates, Workload.IMAGE, studies * Math.max(0, imagesPerStudy - MEASURED_IMAGES));
        put(rates, Workload.READING, pointsPerSecond);
        return rates;
    }

    private static void put(Map<Workload, Double> rates, Workload workload, double rate) {
        if (rate > 0) rates.put(workload, rate);
    }

    /** Items a day. */
    double perDay(Workload workload, double meanOfPeak) {
        return switch (workload) {
            case AUTHORIZATION -> authorizationsPerSecond * meanOfPeak * 86_400;
            case STUDY -> studiesPerDay;
            case IMAGE -> studiesPerDay * Math.max(0, imagesPerStudy - MEASURED_IMAGES);
            case READING -> pointsPerSecond * 86_400;
        };
    }
}
