package io.trivium.med.demo;

import io.trivium.med.dicom.Uids;
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
 * A chest CT of a patient who does not exist, with one to three nodules; everything but UIDs and time follows from the
 * number. Takes some seconds to make and about 200 MiB while it is made.
 *
 * @param ct how it is sent
 * @param image on the grid that {@code ct} describes, slices from the feet to the head
 */
record SimulatedStudy(CtSeries ct, Volume image) {
    /** What all such patients' IDs begin with. */
    static final String PATIENT_PREFIX = "SIM-";

    private static final int MOST_NODULES = 3;
    private static final double LEAST_MM = 7;
    private static final double MOST_MM = 18;
    private static final double SEARCH_MM = 2;
    /** Slices of 2 mm: thin enough to be read, at least 113 of them. A smooth kernel with little noise. */
    private static final Protocol PROTOCOL = new Protocol(0.8, 2, 0.5, 0, 25, 0.7);

    /** The study of simulated patient {@code number}, acquired at that time. */
    static SimulatedStudy of(int number, LocalDateTime acquired) {
        SplittableRandom random = new SplittableRandom(number);
        Phantom phantom = new Phantom(random.nextLong(), PROTOCOL);
        Volume ideal = phantom.ideal();
        Volume coarse = Resampler.isotropic(ideal, SEARCH_MM);
        NodulePlacer placer = new NodulePlacer(random.split(), coarse, LungMask.of(coarse));
        int nodules = 1 + random.nextInt(MOST_NODULES);
        for (int n = 0; n < nodules; n++) {
            double diameter = LEAST_MM + (MOST_MM - LEAST_MM) * random.nextDouble();
            if (placer.put(NodulePatch.simulated(random, diameter), 1, ideal).isEmpty()) break;
        }
        Volume image = phantom.scanned(random.nextLong());
        String digits = String.format(Locale.ROOT, "%04d", number);
        CtSeries ct = new CtSeries(
                Uids.create(),
                Uids.create(),
                Uids.create(),
                "Simulated^Chest " + digits,
                PATIENT_PREFIX + digits,
                PATIENT_PREFIX + digits,
                "Simulated chest CT (no patient)",
                acquired,
                "B40f",
                image.grid().rows(),
                image.grid().columns(),
                PROTOCOL.inPlaneMm(),
                image.grid().sliceSpacingMm());
        return new SimulatedStudy(ct, image);
    }

    int slices() {
        return image.grid().slices();
    }

    /** The data set of slice {@code k}, from 0. */
    byte[] slice(String sopInstance, int k) {
        return ct.slice(
                sopInstance,
                k + 1,
                image.grid().patient(k, 0, 0),
                image.hounsfield(),
                image.grid().index(k, 0, 0));
    }
}
