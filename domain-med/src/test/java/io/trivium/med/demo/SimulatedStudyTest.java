package io.trivium.med.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.med.dataset.DicomFile;
import io.trivium.med.dataset.Limits;
import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.GeometryPolicy.Result;
import io.trivium.med.study.SeriesHeaders;
import io.trivium.med.study.SeriesSelectionPolicy;
import io.trivium.med.study.SliceHeader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedStudyTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 26, 14, 0);

    @Test
    void itsSlicesAreAnAxialSeriesThatIsReadAndPlainlyOfNoPatient() throws IOException {
        SimulatedStudy study = SimulatedStudy.of(3, NOW);
        assertTrue(study.slices() >= 100, study.slices() + " slices");
        List<SliceHeader> headers = new ArrayList<>();
        for (int k = 0; k < study.slices(); k++) {
            byte[] slice = study.slice("1.2." + k, k);
            DicomFile file = DicomFile.read(new ByteArrayInputStream(slice), slice.length, Limits.HEADER, false);
            assertEquals("Simulated^Chest 0003", file.dataSet().textOr(0x00100010, ""));
            assertEquals("YES", file.dataSet().textOr(0x0008001C, ""));
            headers.add(new SliceHeader(Path.of("none"), file.transferSyntax(), file.dataSet()));
        }
        SeriesHeaders series = new SeriesHeaders(study.ct().seriesInstance(), headers);
        assertEquals(
                List.of(), SeriesSelectionPolicy.DEFAULT.select(List.of(series)).refused());
        var regular = assertInstanceOf(Result.Regular.class, GeometryPolicy.DEFAULT.check(series));
        assertEquals(study.slices(), regular.grid().slices());
        assertEquals(2, regular.grid().sliceSpacingMm(), 0.01);
    }
}
