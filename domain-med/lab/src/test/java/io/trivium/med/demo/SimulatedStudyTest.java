package io.trivium.med.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.GeometryPolicy.Result;
import io.trivium.med.study.SeriesHeaders;
import io.trivium.med.study.SeriesSelectionPolicy;
import io.trivium.med.study.SliceHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulatedStudyTest {
    /** Between two scans of one chest; those of two chests differ by hundreds. */
    private static final double MOST_NOISE_HU = 100;

    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 26, 14, 0);

    @Test
    void itsSlicesAreAnAxialSeriesThatIsReadAndPlainlyOfNoPatient() throws IOException {
        SimulatedStudy study = SimulatedStudy.of(3, "2.25.3", NOW);
        assertTrue(study.slices() >= 100, study.slices() + " slices");
        List<SliceHeader> headers = new ArrayList<>();
        for (int k = 0; k < study.slices(); k++) {
            byte[] slice = study.slice(k);
            DicomFile file = DicomFile.read(slice, Limits.HEADER);
            assertEquals("Simulated^Chest 0002", file.dataSet().textOr(Tag.PATIENT_NAME, ""));
            assertEquals("SIM-0003", file.dataSet().textOr(Tag.ACCESSION_NUMBER, ""));
            assertEquals("YES", file.dataSet().textOr(Tag.SYNTHETIC_DATA, ""));
            headers.add(new SliceHeader(Path.of("none"), file.transferSyntax(), file.dataSet()));
        }
        SeriesHeaders series = new SeriesHeaders(study.ct().seriesInstance(), headers);
        assertEquals(
                List.of(), SeriesSelectionPolicy.DEFAULT.select(List.of(series)).refused());
        var regular = assertInstanceOf(Result.Regular.class, GeometryPolicy.DEFAULT.check(series));
        assertEquals(study.slices(), regular.grid().slices());
        assertEquals(2, regular.grid().sliceSpacingMm(), 0.01);
    }

    @Test
    void everyThirdStudyIsOfAPatientWithoutAPriorAndTheOthersArePairs() {
        assertEquals(
                List.of(1, 1, 2, 3, 3, 4, 5, 5, 6),
                IntStream.rangeClosed(1, 9).mapToObj(SimulatedStudy::patient).toList());
        assertTrue(SimulatedStudy.acquired(1, NOW).isBefore(NOW.minusDays(100)));
        assertTrue(SimulatedStudy.acquired(1, NOW).isAfter(NOW.minusDays(400)));
        assertEquals(NOW, SimulatedStudy.acquired(2, NOW));
        assertEquals(NOW, SimulatedStudy.acquired(3, NOW));
    }

    @Test
    void aPriorShowsTheSameChestAndTheSameArgumentsGiveTheSameBytes() {
        SimulatedStudy prior = SimulatedStudy.of(1, "2.25.1", NOW);
        SimulatedStudy study = SimulatedStudy.of(2, "2.25.2", NOW);
        assertEquals(prior.ct().patientId(), study.ct().patientId());
        assertEquals(prior.slices(), study.slices());
        assertEquals(0, difference(prior, study), MOST_NOISE_HU);
        assertArrayEquals(study.slice(60), SimulatedStudy.of(2, "2.25.2", NOW).slice(60));
    }

    /** Mean difference of the voxels about the middle of two volumes. */
    private static double difference(SimulatedStudy a, SimulatedStudy b) {
        double sum = 0;
        int count = 0;
        for (int j = -80; j < 80; j++) {
            for (int i = -80; i < 80; i++, count++) sum += Math.abs(middle(a, j, i) - middle(b, j, i));
        }
        return sum / count;
    }

    private static int middle(SimulatedStudy study, int j, int i) {
        var grid = study.image().grid();
        return study.image().at(grid.slices() / 2, grid.rows() / 2 + j, grid.columns() / 2 + i);
    }
}
