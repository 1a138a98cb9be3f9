package io.trivium.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    private static final JsonMapper JSON = new JsonMapper();

    private record Served(ModelName model, VersionNumber version, TaskName task, ModelReference answered) {}

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "1a", "a_b", "a ", "a/b", "-a", "é"})
    void refusesWhatIsNoName(String text) {
        assertEquals(Optional.empty(), ModelName.parse(text));
        assertEquals(Optional.empty(), TaskName.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new ModelName(text));
        assertThrows(IllegalArgumentException.class, () -> new TaskName(text));
    }

    @Test
    void takesNamesOfOneToSixtyThreeCharacters() {
        assertEquals("m", new ModelName("m").toString());
        assertEquals(Optional.of(new TaskName("a".repeat(63))), TaskName.parse("a".repeat(63)));
        assertEquals(Optional.empty(), ModelName.parse("a".repeat(64)));
        assertEquals(Optional.empty(), ModelName.parse(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", ".1", "1..2", "1.2.3.4.5", "1234567890", "1a", "v1", "-1", "1 ", "١"})
    void refusesWhatIsNoVersion(String text) {
        assertEquals(Optional.empty(), VersionNumber.parse(text));
        assertThrows(IllegalArgumentException.class, () -> new VersionNumber(text));
    }

    @Test
    void versionsAreOrderedByTheirNumbers() {
        List<VersionNumber> ordered = Stream.of("1.10", "1.9", "999999999.0.0.1", "1", "2026.3.1")
                .map(VersionNumber::new)
                .sorted()
                .toList();
        assertEquals("[1, 1.9, 1.10, 2026.3.1, 999999999.0.0.1]", ordered.toString());
        assertEquals(0, new VersionNumber("1").compareTo(new VersionNumber("1.0")));
    }

    @Test
    void aReferenceNamesModelAndVersion() {
        ModelReference reference = new ModelReference("fin-authorization-risk:2.0 beta:1");
        assertEquals("fin-authorization-risk", reference.name());
        assertEquals("2.0 beta:1", reference.version());
        assertEquals("m", new ModelReference("m").name());
        assertEquals("", new ModelReference("m").version());
        assertThrows(IllegalArgumentException.class, () -> new ModelReference(""));
    }

    @Test
    void areTextsInJson() throws JsonProcessingException {
        Served served = new Served(
                new ModelName("m"), new VersionNumber("1.0"), new TaskName("t"), new ModelReference("m:1.0"));
        String json = JSON.writeValueAsString(served);
        assertEquals("{\"model\":\"m\",\"version\":\"1.0\",\"task\":\"t\",\"answered\":\"m:1.0\"}", json);
        assertEquals(served, JSON.readValue(json, Served.class));
        assertThrows(MismatchedInputException.class, () -> JSON.readValue("{\"version\":1}", Served.class));
        var refusal =
                assertThrows(JsonProcessingException.class, () -> JSON.readValue("{\"model\":\"M\"}", Served.class));
        assertTrue(String.valueOf(refusal.getMessage()).contains("not a model name"));
    }
}
