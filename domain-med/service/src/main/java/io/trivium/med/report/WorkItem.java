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
    private static final int STATE = 0x00741000;
    private static final int TRANSACTION_UID = 0x00081195;

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
                .put(TRANSACTION_UID, "")
                .copyOrEmpty(
                        first.attributes(),
                        Tag.PATIENT_NAME,
                        Tag.PATIENT_ID,
                        Tag.ISSUER_OF_PATIENT_ID,
                        Tag.PATIENT_BIRTH_DATE,
                        Tag.PATIENT_SEX,
                        Tag.STUDY_INSTANCE_UID)
                .put(STATE, State.SCHEDULED.value)
                .put(0x00741200, priority.name())
                .put(0x00741204, "Lung nodule detection")
                .put(0x00741202, context.identity().modelId())
                .putItems(0x00741210, List.of())
                .putItems(0x00404025, List.of())
                .putItems(0x00404026, List.of())
                .putItems(0x00404027, List.of())
                .putItems(0x00404018, List.of(Codes.CT_CHEST.item()))
                .put(0x00404005, time(start, context.zone()))
                .put(0x00404010, time(context.created(), context.zone()))
                .put(0x00404041, "READY")
                .putItems(0x00404021, inputs(context.sources()))
                .putItems(0x0040A370, List.of(request(first.attributes())))
                .putItems(0x00741002, List.of())
                .putItems(0x00741216, List.of());
    }

    /**
     * Returns the change of state that a performer requests (N-ACTION, action type 1).
     *
     * @param transactionUid the lock; the transaction that claimed the item has to end it
     */
    public static DataSet changeState(State state, String transactionUid) {
        return new DataSet().put(TRANSACTION_UID, transactionUid).put(STATE, state.value);
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
                .put(TRANSACTION_UID, transactionUid)
                .putItem(
                        0x00741002,
                        progress -> progress.put(0x00741004, Integer.toString(percent))
                                .put(0x00741006, description));
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
                    .put(0x0040E020, "DICOM") // Type of Instances
                    .put(Tag.STUDY_INSTANCE_UID, output.textOr(Tag.STUDY_INSTANCE_UID, ""))
                    .put(Tag.SERIES_INSTANCE_UID, output.textOr(Tag.SERIES_INSTANCE_UID, ""))
                    .putItems(
                            Tag.REFERENCED_SOP_SEQUENCE,
                            List.of(CompositeContext.reference(
                                    output.textOr(Tag.SOP_CLASS_UID, ""), output.textOr(Tag.SOP_INSTANCE_UID, "")))));
        }
        return new DataSet()
                .put(TRANSACTION_UID, transactionUid)
                .putItem(
                        0x00741216,
                        performed -> performed
                                .putItems(0x00404028, List.of(station.item()))
                                .put(0x00404050, time(start, context.zone()))
                                .put(0x00404051, time(context.created(), context.zone()))
                                .putItems(0x00404019, List.of(Codes.CT_CHEST.item()))
                                .putItems(0x00404033, references));
    }

    private static List<DataSet> inputs(List<SliceHeader> sources) {
        Map<String, List<DataSet>> bySeries = new LinkedHashMap<>();
        for (SliceHeader slice : sources) {
            bySeries.computeIfAbsent(slice.seriesInstanceUid(), uid -> new ArrayList<>())
                    .add(CompositeContext.reference(slice.sopClassUid(), slice.sopInstanceUid()));
        }
        List<DataSet> inputs = new ArrayList<>();
        bySeries.forEach((series, instances) -> inputs.add(new DataSet()
                .put(0x0040E020, "DICOM")
                .put(Tag.STUDY_INSTANCE_UID, sources.getFirst().studyInstanceUid())
                .put(Tag.SERIES_INSTANCE_UID, series)
                .putItems(Tag.REFERENCED_SOP_SEQUENCE, instances)));
        return inputs;
    }

    private static DataSet request(DataSet source) {
        return new DataSet()
                .copyOrEmpty(source, Tag.STUDY_INSTANCE_UID, Tag.ACCESSION_NUMBER)
                .putItems(0x00321064, List.of()) // Requested Procedure Code Sequence
                .copyOrEmpty(source, 0x00321060, 0x00401001); // Requested Procedure Description and ID
    }

    private static String time(Instant at, ZoneId zone) {
        return DATE_TIME.format(at.atZone(zone));
    }
}
