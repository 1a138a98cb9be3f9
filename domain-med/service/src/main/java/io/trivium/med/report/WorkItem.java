package io.trivium.med.report;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.study.SliceHeader;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Work items of the unified procedure step (PS3.4 CC.2.5, IHE AI Workflow for Imaging): that a study is to be read, and what
 * became of it.
 */
public final class WorkItem {
    /** Affected SOP class of N-CREATE, and the class of the item. */
    public static final String SOP_CLASS = "1.2.840.10008.5.1.4.34.6.1";

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

    private WorkItem() {}

    /** States of a work item; the last two are final. */
    public enum State {
        SCHEDULED("SCHEDULED"),
        IN_PROGRESS("IN PROGRESS"),
        COMPLETED("COMPLETED"),
        CANCELED("CANCELED");

        private final String value;

        State(String value) {
            this.value = value;
        }

        /** The value in (0074,1000). */
        public String value() {
            return value;
        }

        /**
         * The state of a value.
         *
         * @throws IllegalArgumentException for any other text
         */
        public static State of(String value) {
            for (State each : values()) if (each.value.equals(value)) return each;
            throw new IllegalArgumentException("no state of a work item");
        }
    }

    /** Urgency of an item (0074,1200). */
    public enum Priority {
        HIGH,
        MEDIUM,
        LOW
    }

    /** The item of a study that is complete; its UID is {@code identity.uid("ups")}, so creating it twice is refused as known. */
    public static DataSet scheduled(ResultContext context, Priority priority, Instant start) {
        SliceHeader first = context.first();
        return new DataSet()
                .copy(first.attributes(), Tag.SPECIFIC_CHARACTER_SET)
                .put(Tag.SOP_CLASS_UID, SOP_CLASS)
                .put(Tag.SOP_INSTANCE_UID, context.identity().uid("ups"))
                .put(Tag.TRANSACTION_UID, "")
                .copyOrEmpty(
                        first.attributes(),
                        Tag.PATIENT_NAME,
                        Tag.PATIENT_ID,
                        Tag.ISSUER_OF_PATIENT_ID,
                        Tag.PATIENT_BIRTH_DATE,
                        Tag.PATIENT_SEX,
                        Tag.STUDY_INSTANCE_UID)
                .put(Tag.PROCEDURE_STEP_STATE, State.SCHEDULED.value)
                .put(Tag.SCHEDULED_PROCEDURE_STEP_PRIORITY, priority.name())
                .put(Tag.PROCEDURE_STEP_LABEL, "Lung nodule detection")
                .put(Tag.WORKLIST_LABEL, context.identity().modelId())
                .putItems(Tag.SCHEDULED_PROCESSING_PARAMETERS_SEQUENCE, List.of())
                .putItems(Tag.SCHEDULED_STATION_NAME_CODE_SEQUENCE, List.of())
                .putItems(Tag.SCHEDULED_STATION_CLASS_CODE_SEQUENCE, List.of())
                .putItems(Tag.SCHEDULED_STATION_GEOGRAPHIC_LOCATION_CODE_SEQUENCE, List.of())
                .putItems(Tag.SCHEDULED_WORKITEM_CODE_SEQUENCE, List.of(Codes.CT_CHEST.item()))
                .put(Tag.SCHEDULED_PROCEDURE_STEP_START_DATE_TIME, time(start, context.zone()))
                .put(Tag.SCHEDULED_PROCEDURE_STEP_MODIFICATION_DATE_TIME, time(context.created(), context.zone()))
                .put(Tag.INPUT_READINESS_STATE, "READY")
                .putItems(Tag.INPUT_INFORMATION_SEQUENCE, inputs(context.sources()))
                .putItems(Tag.REFERENCED_REQUEST_SEQUENCE, List.of(request(first.attributes())))
                .putItems(Tag.PROCEDURE_STEP_PROGRESS_INFORMATION_SEQUENCE, List.of())
                .putItems(Tag.UNIFIED_PROCEDURE_STEP_PERFORMED_PROCEDURE_SEQUENCE, List.of());
    }

    /**
     * Returns the change of state that a performer requests (N-ACTION, action type 1).
     *
     * @param transactionUid the lock; the transaction that claimed the item has to end it
     */
    public static DataSet changeState(State state, String transactionUid) {
        return new DataSet().put(Tag.TRANSACTION_UID, transactionUid).put(Tag.PROCEDURE_STEP_STATE, state.value);
    }

    /**
     * Progress of an item that is in progress (N-SET).
     *
     * @param percent 0 to 100
     * @param description a short phrase in English
     */
    public static DataSet progress(String transactionUid, int percent, String description) {
        if (percent < 0 || percent > 100) throw new IllegalArgumentException("progress of " + percent + " %");
        return new DataSet()
                .put(Tag.TRANSACTION_UID, transactionUid)
                .putItem(
                        Tag.PROCEDURE_STEP_PROGRESS_INFORMATION_SEQUENCE,
                        progress -> progress.put(Tag.PROCEDURE_STEP_PROGRESS, Integer.toString(percent))
                                .put(Tag.PROCEDURE_STEP_PROGRESS_DESCRIPTION, description));
    }

    /**
     * Returns the attributes that must be set before an item can be completed (PS3.4 table CC.2.5-3): times, station
     * and outputs.
     *
     * @param outputs objects that were written, such as the report and the segmentation
     */
    public static DataSet performed(
            ResultContext context, String transactionUid, Instant start, List<DataSet> outputs) {
        Code station = new Code("TRIVIUM", Codes.OWN_SCHEME, context.device().modelName());
        List<DataSet> references = new ArrayList<>();
        for (DataSet output : outputs) {
            references.add(new DataSet()
                    .put(Tag.TYPE_OF_INSTANCES, "DICOM")
                    .put(Tag.STUDY_INSTANCE_UID, output.textOr(Tag.STUDY_INSTANCE_UID, ""))
                    .put(Tag.SERIES_INSTANCE_UID, output.textOr(Tag.SERIES_INSTANCE_UID, ""))
                    .putItems(
                            Tag.REFERENCED_SOP_SEQUENCE,
                            List.of(CompositeContext.reference(
                                    output.textOr(Tag.SOP_CLASS_UID, ""), output.textOr(Tag.SOP_INSTANCE_UID, "")))));
        }
        return new DataSet()
                .put(Tag.TRANSACTION_UID, transactionUid)
                .putItem(
                        Tag.UNIFIED_PROCEDURE_STEP_PERFORMED_PROCEDURE_SEQUENCE,
                        performed -> performed
                                .putItems(Tag.PERFORMED_STATION_NAME_CODE_SEQUENCE, List.of(station.item()))
                                .put(Tag.PERFORMED_PROCEDURE_STEP_START_DATE_TIME, time(start, context.zone()))
                                .put(
                                        Tag.PERFORMED_PROCEDURE_STEP_END_DATE_TIME,
                                        time(context.created(), context.zone()))
                                .putItems(Tag.PERFORMED_WORKITEM_CODE_SEQUENCE, List.of(Codes.CT_CHEST.item()))
                                .putItems(Tag.OUTPUT_INFORMATION_SEQUENCE, references));
    }

    private static List<DataSet> inputs(List<SliceHeader> sources) {
        Map<String, List<DataSet>> bySeries = new LinkedHashMap<>();
        for (SliceHeader slice : sources) {
            bySeries.computeIfAbsent(slice.seriesInstanceUid(), uid -> new ArrayList<>())
                    .add(CompositeContext.reference(slice.sopClassUid(), slice.sopInstanceUid()));
        }
        List<DataSet> inputs = new ArrayList<>();
        bySeries.forEach((series, instances) -> inputs.add(new DataSet()
                .put(Tag.TYPE_OF_INSTANCES, "DICOM")
                .put(Tag.STUDY_INSTANCE_UID, sources.getFirst().studyInstanceUid())
                .put(Tag.SERIES_INSTANCE_UID, series)
                .putItems(Tag.REFERENCED_SOP_SEQUENCE, instances)));
        return inputs;
    }

    private static DataSet request(DataSet source) {
        return new DataSet()
                .copyOrEmpty(source, Tag.STUDY_INSTANCE_UID, Tag.ACCESSION_NUMBER)
                .putItems(Tag.REQUESTED_PROCEDURE_CODE_SEQUENCE, List.of())
                .copyOrEmpty(source, Tag.REQUESTED_PROCEDURE_DESCRIPTION, Tag.REQUESTED_PROCEDURE_ID);
    }

    private static String time(Instant at, ZoneId zone) {
        return DATE_TIME.format(at.atZone(zone));
    }
}
