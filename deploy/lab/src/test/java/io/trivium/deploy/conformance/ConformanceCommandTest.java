package io.trivium.deploy.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trivium.deploy.LauncherException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConformanceCommandTest {
    @Test
    void choosesTheChecksOfAProtocol() {
        assertEquals(2, ConformanceCommand.chosen("dicomweb", false).size());
        assertEquals(ConformanceCommand.CHECKS, ConformanceCommand.chosen(null, false));
        assertRefused("fax", false, "cloudevents, dicom, dicomweb");
    }

    @Test
    void leavesTestClassesOutOfTheShortForm() {
        List<Check> brief = ConformanceCommand.chosen(null, true);
        assertTrue(!brief.isEmpty() && brief.stream().noneMatch(ModuleTest.class::isInstance));
        assertRefused("fhir", true, "leave --short out");
    }

    private static void assertRefused(String protocol, boolean brief, String part) {
        LauncherException refused =
                assertThrows(LauncherException.class, () -> ConformanceCommand.chosen(protocol, brief));
        assertTrue(String.valueOf(refused.getMessage()).contains(part), refused::getMessage);
    }

    @Test
    void showsEachFailureBelowTheTable() {
        List<String> lines = ConformanceCommand.lines(List.of(Map.of(
                "protocol", "dicom",
                "check", "C-ECHO",
                "checker", "dcmtk 3.6.9",
                "cases", 3,
                "failures", List.of("C-ECHO failed"),
                "result", "failed")));
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("dicom        failed        3         1  dcmtk 3.6.9"), lines.get(1));
        assertEquals("  dicom: C-ECHO failed", lines.get(2));
    }

    @Test
    void countsCasesAndKeepsTheSentencesOfThoseThatFail() {
        Check.Cases cases = new Check.Cases();
        cases.require(true, "never shown");
        cases.require(false, "shown");
        assertEquals(new Check.Outcome("x 1", 2, List.of("shown")), cases.judgedBy("x 1"));
    }
}
