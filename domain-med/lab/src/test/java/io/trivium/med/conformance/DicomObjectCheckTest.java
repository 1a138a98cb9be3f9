package io.trivium.med.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the conformance check; {@code -Dtrivium.conformance.objects=200} runs the long one. */
class DicomObjectCheckTest {
    private static final int STUDIES = Integer.getInteger("trivium.conformance.objects", 4);

    @TempDir
    Path folder;

    @Test
    void everyCheckerFindsNoErrorInProducedObjects() throws Exception {
        assumeTrue(DicomObjectCheck.hasDciodvfy(), "skipped: dciodvfy is not installed (Debian: dicom3tools)");
        ProducedObjects.write(folder, STUDIES, 28);
        List<CheckedObjects> rows = DicomObjectCheck.check(folder);
        rows.forEach(System.out::println);
        for (CheckedObjects row : rows) {
            assertEquals(List.of(), row.messages(), row.name() + ", " + row.checker());
            assertTrue(row.passed() && row.objects() >= STUDIES, row.toString());
        }
        assertEquals(9, rows.size());
    }
}
