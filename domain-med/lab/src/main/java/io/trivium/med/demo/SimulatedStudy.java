package io.trivium.med.demo;

import io.trivium.med.simulation.CtSeries;
import io.trivium.med.simulation.NodulePatch;
import io.trivium.med.simulation.NodulePlacer;
import io.trivium.med.simulation.Phantom;
import io.trivium.med.simulation.Protocol;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Resampler;
import io.trivium.med.volume.Volume;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A chest CT of a patient who does not exist, with one to three nodules. Everything follows from the number of the study, its
 * UID and its time: the same arguments give the same bytes. Of three studies, the first two show one patient, with an interval
 * of months in which some nodules grow; the third shows a patient without a prior. Takes some seconds to make and about 200 MiB
 * while it is made.
 *
 * @param ct how it is sent
 * @param image on the grid that {@code ct} describes, slices from the feet to the head
 */
record SimulatedStudy(CtSeries ct, Volume image) {
    /** The prefix of all IDs of simulated patients. */
    static final String PATIENT_PREFIX = "SIM-";

    private static final int MOST_NODULES = 3;
    private static final double LEAST_MM = 7;
    private static final double MOST_MM = 18;
    private static final double SEARCH_MM = 2;
    /** Slices of 2 mm: thin enough to be read, at least 113 of them. A smooth kernel with little noise. */
    private static final Protocol PROTOCOL = new Protocol(0.8, 2, 0.5, 0, 25, 0.7);

    /** The patient of study {@code number}, both from 1. */
    static int patient(int number) {
        int triple = (number - 1) / 3;
        return 2 * triple + ((number - 1) % 3 < 2 ? 1 : 2);
    }

    /** When study {@code number} was acquired that is sent at {@code now}: a prior months ago, any other just now. */
    static LocalDateTime acquired(int number, LocalDateTime now) {
        return isPrior(number) ? now.minusDays(interval(patient(number))) : now;
    }

    private static boolean isPrior(int number) {
        return number % 3 == 1;
    }

    /** Days between the two studies of a patient. */
    private static int interval(int patient) {
        return 120 + new SplittableRandom(patient).nextInt(180);
    }

    /**
     * Study {@code number}.
     *
     * @param studyInstance its UID, of at most 54 characters; the UIDs of its series and slices are made of it
     */
    static SimulatedStudy of(int number, String studyInstance, LocalDateTime acquired) {
        int patient = patient(number);
        SplittableRandom random = new SplittableRandom(patient);
        Phantom phantom = new Phantom(random.nextLong(), PROTOCOL);
        Volume ideal = phantom.ideal();
        Volume coarse = Resampler.isotropic(ideal, SEARCH_MM);
        NodulePlacer placer = new NodulePlacer(random.split(), coarse, LungMask.of(coarse));
        int nodules = 1 + random.nextInt(MOST_NODULES);
        for (int n = 0; n < nodules; n++) {
            double diameter = LEAST_MM + (MOST_MM - LEAST_MM) * random.nextDouble();
            double before = growth(random, interval(patient));
            NodulePatch nodule = NodulePatch.simulated(random, diameter);
            if (placer.put(nodule, 1, isPrior(number) ? before : 1, ideal).isEmpty()) break;
        }
        Volume image = phantom.scanned(random.nextLong() + number);
        String digits = digits(patient);
        CtSeries ct = new CtSeries(
                studyInstance,
                studyInstance + ".1",
                studyInstance + ".2",
                "Simulated^Chest " + digits,
                PATIENT_PREFIX + digits,
                PATIENT_PREFIX + digits(number),
                "Simulated chest CT (no patient)",
                acquired,
                "B40f",
                image.grid().rows(),
                image.grid().columns(),
                PROTOCOL.inPlaneMm(),
                image.grid().sliceSpacingMm());
        return new SimulatedStudy(ct, image);
    }

    /** Share of its diameter that a nodule had that many days ago: every second one doubles its volume in 120 to 400 days. */
    private static double growth(SplittableRandom random, int days) {
        double doublingDays = 120 + 280 * random.nextDouble();
        return random.nextBoolean() ? Math.pow(2, -days / (3 * doublingDays)) : 1;
    }

    private static String digits(int number) {
        return String.format(Locale.ROOT, "%04d", number);
    }

    int slices() {
        return image.grid().slices();
    }

    /** UID of slice {@code k}, from 0. */
    String sopInstance(int k) {
        return ct.seriesInstance() + "." + (k + 1);
    }

    /** The data set of slice {@code k}, from 0. */
    byte[] slice(int k) {
        return ct.slice(
                sopInstance(k),
                k + 1,
                image.grid().patient(k, 0, 0),
                image.hounsfield(),
                image.grid().index(k, 0, 0));
    }
}
