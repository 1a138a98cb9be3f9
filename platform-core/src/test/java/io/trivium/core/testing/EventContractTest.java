package io.trivium.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventPayload;
import io.trivium.core.event.EventSchemas;
import io.trivium.core.event.InvalidEventException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds today's records against every schema that a module has committed under {@code src/main/schema}. A module extends it
 * with samples of all its topics: one with every optional field, one with none.
 */
public abstract class EventContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventSchemas schemas = new EventSchemas();
    private final EventCodec codec = new EventCodec();

    /** An event as the module would publish it now. */
    public record Sample<T extends EventPayload>(String topic, EventEnvelope<T> event, Class<T> payload) {}

    /** Samples of every topic of the module. */
    protected abstract List<Sample<?>> samples();

    /** Schemas that correspond to no record of this module, such as the bare envelope. */
    protected List<String> schemasWithoutRecord() {
        return List.of();
    }

    @Test
    void everyRecordFollowsItsCommittedSchema() {
        for (Sample<?> sample : samples()) {
            byte[] json = codec.encode(sample.event);
            assertEquals(List.of(), schemas.violations(sample.topic, json), sample.topic);
        }
    }

    @Test
    void everyRecordComesBackFromItsBytes() {
        for (Sample<?> sample : samples()) {
            assertEquals(
                    sample.event.withTraceparent(null),
                    codec.decode(codec.encode(sample.event), sample.payload),
                    sample.topic);
        }
    }

    @Test
    void everyCommittedSchemaHasARecord() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/schema"))) {
            List<String> committed = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .filter(topic -> !schemasWithoutRecord().contains(topic))
                    .sorted()
                    .toList();
            List<String> sampled = new ArrayList<>(
                    new TreeSet<>(samples().stream().map(Sample::topic).toList()));
            assertEquals(committed, sampled);
        }
    }

    @Test
    void recordAndSchemaAgreeOnWhatIsRequired() throws IOException {
        for (Sample<?> sample : samples()) {
            ObjectNode event = (ObjectNode) JSON.readTree(codec.encode(sample.event));
            for (String field : names(event)) assertAgreement(sample, without(event, "", field), "without " + field);
            for (String field : names(event.get("data"))) {
                assertAgreement(sample, without(event, "data", field), "without data." + field);
            }
        }
    }

    @Test
    void recordAndSchemaBothRefuseUnknownFields() throws IOException {
        for (Sample<?> sample : samples()) {
            ObjectNode event = (ObjectNode) JSON.readTree(codec.encode(sample.event));
            ObjectNode outside = event.deepCopy();
            outside.put("unheardOf", 1);
            assertRefused(sample, outside);
            ObjectNode inside = event.deepCopy();
            ((ObjectNode) inside.get("data")).put("unheardOf", 1);
            assertRefused(sample, inside);
        }
    }

    @Test
    void recordAndSchemaBothRefuseNulls() throws IOException {
        for (Sample<?> sample : samples()) {
            ObjectNode event = (ObjectNode) JSON.readTree(codec.encode(sample.event));
            for (String field : names(event.get("data"))) {
                ObjectNode changed = event.deepCopy();
                ((ObjectNode) changed.get("data")).putNull(field);
                assertAgreement(sample, changed, "null for data." + field);
            }
        }
    }

    private void assertRefused(Sample<?> sample, ObjectNode event) throws IOException {
        byte[] json = JSON.writeValueAsBytes(event);
        assertFalse(schemas.violations(sample.topic, json).isEmpty(), sample.topic);
        assertThrows(InvalidEventException.class, () -> codec.decode(json, sample.payload), sample.topic);
    }

    private void assertAgreement(Sample<?> sample, ObjectNode event, String change) throws IOException {
        byte[] json = JSON.writeValueAsBytes(event);
        boolean bySchema = schemas.violations(sample.topic, json).isEmpty();
        boolean byRecord = true;
        try {
            codec.decode(json, sample.payload);
        } catch (InvalidEventException e) {
            byRecord = false;
        }
        assertTrue(
                bySchema == byRecord,
                sample.topic + ' ' + change + ": the schema " + (bySchema ? "takes" : "refuses") + " what the record "
                        + (byRecord ? "takes" : "refuses"));
    }

    private static ObjectNode without(ObjectNode event, String parent, String field) {
        ObjectNode changed = event.deepCopy();
        ObjectNode from = parent.isEmpty() ? changed : (ObjectNode) changed.get(parent);
        from.remove(field);
        return changed;
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
