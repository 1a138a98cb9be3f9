package io.trivium.med.workitem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;

class DicomJsonReaderTest {

    private static DataSet read(String json) throws Exception {
        return DicomJsonReader.read(new ObjectMapper().readTree(json));
    }

    @Test
    void readsTextNumbersNamesAndSequences() throws Exception {
        DataSet data = read("""
                {"00100010": {"vr": "PN", "Value": [{"Alphabetic": "Wang^XiaoDong", "Ideographic": "王^小东"}]},
                 "00280010": {"vr": "US", "Value": [512]},
                 "00280030": {"vr": "DS", "Value": [0.7, 0.8]},
                 "00404021": {"vr": "SQ", "Value": [{"0020000D": {"vr": "UI", "Value": ["2.25.1"]}}]},
                 "00741204": {"vr": "LO"}}""");
        assertEquals("Wang^XiaoDong=王^小东", data.textOr(Tag.PATIENT_NAME, ""));
        assertEquals(512, data.numberOr(Tag.ROWS, 0));
        assertArrayEquals(new double[] {0.7, 0.8}, data.decimals(Tag.PIXEL_SPACING));
        assertEquals(
                "2.25.1", data.items(Tag.INPUT_INFORMATION_SEQUENCE).getFirst().textOr(Tag.STUDY_INSTANCE_UID, ""));
        assertEquals(List.of(), data.texts(Tag.PROCEDURE_STEP_LABEL));
    }

    @Test
    void refusesWhatIsNone() {
        for (String wrong : List.of(
                "[]",
                "{\"PatientName\": {\"vr\": \"PN\"}}",
                "{\"00020010\": {\"vr\": \"UI\", \"Value\": [\"1.2\"]}}",
                "{\"00280010\": {\"vr\": \"US\", \"Value\": [\"many\"]}}",
                "{\"00280010\": {\"Value\": [1]}}",
                "{\"7FE00010\": {\"vr\": \"OW\", \"BulkDataURI\": \"http://x\"}}",
                "{\"00404021\":{\"vr\":\"SQ\",\"Value\":[".repeat(40) + "{}" + "]}}".repeat(40))) {
            assertThrows(IllegalArgumentException.class, () -> read(wrong), wrong);
        }
    }
}
