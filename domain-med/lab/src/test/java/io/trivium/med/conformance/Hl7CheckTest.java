package io.trivium.med.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every acknowledgement and every result message, by HAPI; {@code -Dtrivium.conformance.objects=200} for more of them. */
class Hl7CheckTest {
    private static final int STUDIES = Integer.getInteger("trivium.conformance.objects", 10);

    @TempDir
    Path folder;

    @Test
    void hapiFindsNoErrorInAcknowledgementsAndResults() throws Exception {
        ProducedObjects.write(folder, STUDIES, 28);
        List<CheckedObjects> rows = Hl7Check.check(folder);
        rows.forEach(System.out::println);
        for (CheckedObjects row : rows) {
            assertEquals(List.of(), row.messages(), row.name());
            assertTrue(row.passed() && row.objects() >= STUDIES, row.toString());
        }
        assertEquals(
                List.of("HL7 v2 ACK", "HL7 v2 ORU"),
                rows.stream().map(CheckedObjects::name).toList());
    }

    @Test
    void anErrorIsFound() {
        assertFalse(Hl7Check.check("hello").isEmpty());
        assertEquals(
                List.of("MSH-7 is required and empty", "MSA-2 is required and empty"),
                Hl7Check.check("MSH|^~\\&|TRIVIUM||||||ACK|0|P|2.5\rMSA|AR||not an HL7 v2 message\r"));
    }
}
