package io.trivium.med.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.Slices;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkItemTest {
    @TempDir
    Path folder;

    @Test
    void namesInputsOnSchedulingAndOutputsOnCompletion() throws Exception {
        var regular = Reports.regular(Slices.series(folder, 24, (k, slice) -> {}));
        ResultContext context = Reports.context(regular.slices());
        Instant start = Instant.parse("2026-01-02T10:59:00Z");
        DataSet item = WorkItem.scheduled(context, WorkItem.Priority.MEDIUM, start);
        assertEquals("SCHEDULED", item.textOr(Tag.PROCEDURE_STEP_STATE, ""));
        assertEquals("20260102105900", item.textOr(Tag.SCHEDULED_PROCEDURE_STEP_START_DATE_TIME, ""));
        DataSet input = item.items(Tag.INPUT_INFORMATION_SEQUENCE).getFirst();
        assertEquals(Slices.SERIES, input.textOr(Tag.SERIES_INSTANCE_UID, ""));
        assertEquals(24, input.items(Tag.REFERENCED_SOP_SEQUENCE).size());
        DataSet report = NoduleReport.of(context, List.of(), regular.grid());
        DataSet performed = WorkItem.performed(context, "2.25.9", start, List.of(report))
                .items(Tag.UNIFIED_PROCEDURE_STEP_PERFORMED_PROCEDURE_SEQUENCE)
                .getFirst();
        DataSet output = performed
                .items(Tag.OUTPUT_INFORMATION_SEQUENCE)
                .getFirst()
                .items(Tag.REFERENCED_SOP_SEQUENCE)
                .getFirst();
        assertEquals(context.identity().uid("sr-instance-1"), output.textOr(Tag.REFERENCED_SOP_INSTANCE_UID, ""));
        assertEquals(
                "IN PROGRESS",
                WorkItem.changeState(WorkItem.State.IN_PROGRESS, "2.25.9").textOr(Tag.PROCEDURE_STEP_STATE, ""));
        assertThrows(IllegalArgumentException.class, () -> WorkItem.progress("2.25.9", 101, "x"));
    }
}
