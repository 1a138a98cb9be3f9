package io.trivium.runtime.lab.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The cases' files, and the comparison of answers with them. */
class OipCaseTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<String> faults(String expect, String status, String body) throws Exception {
        return Expectation.faults(JSON.readTree(expect), new Observed(status, JSON.readTree(body), "", Map.of()));
    }

    @Test
    void thereAreAtLeastTwoHundredCasesOverEachProtocolTogetherWithNamesOfTheirOwn() {
        List<OipCase> cases = OipCase.all();
        assertTrue(cases.size() >= 200, () -> "only " + cases.size());
        Set<String> ids = new HashSet<>();
        for (OipCase each : cases) {
            assertTrue(ids.add(each.id()), () -> "twice: " + each.id());
            assertFalse(each.id().contains("{"), () -> "a variable without a value: " + each.id());
            assertFalse(each.section().isEmpty(), each::id);
            assertTrue(each.expect().has("status"), each::id);
            assertTrue(each.request().isObject(), each::id);
        }
        assertTrue(cases.stream().filter(each -> each.protocol().equals("grpc")).count() >= 100);
        assertTrue(cases.stream().filter(each -> each.protocol().equals("rest")).count() >= 100);
    }

    @Test
    void variablesAreFilledInNamesTextsAndWholeValues() throws Exception {
        JsonNode filled = OipCase.fill(
                JSON.readTree("{\"/{field}\": [\"{n}\", \"at {n}\", 1]}"),
                Map.of("field", JSON.readTree("\"name\""), "n", JSON.readTree("7")));
        assertEquals(JSON.readTree("{\"/name\": [7, \"at 7\", 1]}"), filled);
    }

    @Test
    void anAnswerIsComparedWithWhatIsExpected() throws Exception {
        String body = "{\"a\": [[1, 2], [3, 4.0]], \"t\": \"text\", \"n\": \"9007199254740993\"}";
        assertEquals(
                List.of(),
                faults(
                        "{\"status\": \"4xx\", \"fields\": {\"/a\": {\"$flat\": [1, 2, 3, 4]}, \"/t\": {\"$type\": \"text\"},"
                                + " \"/n\": 9007199254740993, \"/x\": {\"$absent\": true}, \"/a/0\": {\"$size\": 2}}}",
                        "404",
                        body));
        assertEquals(1, faults("{\"status\": 200}", "404", body).size());
        assertEquals(1, faults("{\"status\": \"4xx\"}", "500", body).size());
        assertEquals(1, faults("{\"status\": \"4xx\"}", "401", body).size());
        assertEquals(0, faults("{\"status\": [\"4xx\", 403]}", "403", body).size());
        assertEquals(
                2,
                faults("{\"status\": 404, \"fields\": {\"/t\": \"other\", \"/n\": 9007199254740992}}", "404", body)
                        .size());
        assertEquals(0, faults("{\"status\": \"error\"}", "NOT_FOUND", "{}").size());
        assertEquals(1, faults("{\"status\": \"error\"}", "UNKNOWN", "{}").size());
    }
}
