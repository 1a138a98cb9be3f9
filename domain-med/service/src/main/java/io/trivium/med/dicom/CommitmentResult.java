package io.trivium.med.dicom;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dataset.InvalidDataSetException;
import io.trivium.med.dataset.Tag;
import io.trivium.med.dataset.Vr;
import io.trivium.med.dicom.association.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer of a storage provider to a request for storage commitment (PS3.4 J.3.3).
 *
 * @param transaction UID of the request
 * @param failed with the Failure Reason (PS3.3 C.14.1.1) of each
 */
public record CommitmentResult(
        String transaction, List<InstanceReference> committed, Map<InstanceReference, Integer> failed) {

    /** Event type when all are committed. */
    static final int ALL_COMMITTED = 1;
    /** Event type when some are not. */
    static final int FAILURES_EXIST = 2;

    public CommitmentResult {
        committed = List.copyOf(committed);
        failed = Map.copyOf(failed);
    }

    int eventType() {
        return failed.isEmpty() ? ALL_COMMITTED : FAILURES_EXIST;
    }

    DataSet toDataSet() {
        DataSet data = new DataSet().putUtf8(Tag.TRANSACTION_UID, Vr.UI, transaction);
        if (!committed.isEmpty()) data.putItems(Tag.REFERENCED_SOP_SEQUENCE, items(committed));
        if (!failed.isEmpty()) {
            List<DataSet> items = new ArrayList<>();
            failed.forEach(
                    (reference, reason) -> items.add(item(reference).putNumbers(Tag.FAILURE_REASON, Vr.US, reason)));
            data.putItems(Tag.FAILED_SOP_SEQUENCE, items);
        }
        return data;
    }

    static DataSet request(String transaction, List<InstanceReference> references) {
        return new DataSet()
                .putUtf8(Tag.TRANSACTION_UID, Vr.UI, transaction)
                .putItems(Tag.REFERENCED_SOP_SEQUENCE, items(references));
    }

    private static List<DataSet> items(List<InstanceReference> references) {
        return references.stream().map(CommitmentResult::item).toList();
    }

    private static DataSet item(InstanceReference reference) {
        return new DataSet()
                .putUtf8(Tag.REFERENCED_SOP_CLASS_UID, Vr.UI, reference.sopClass())
                .putUtf8(Tag.REFERENCED_SOP_INSTANCE_UID, Vr.UI, reference.sopInstance());
    }

    /** The transaction of a request or a result. */
    static String transaction(DataSet data) throws InvalidDataSetException {
        return data.uid(Tag.TRANSACTION_UID)
                .orElseThrow(() -> new InvalidDataSetException("the Transaction UID is missing or no UID"));
    }

    /** The instances that a sequence names. */
    static List<InstanceReference> references(DataSet data, int sequence) throws InvalidDataSetException {
        List<InstanceReference> references = new ArrayList<>();
        for (DataSet item : data.items(sequence)) references.add(reference(item));
        return references;
    }

    private static InstanceReference reference(DataSet item) throws InvalidDataSetException {
        String sopClass = item.uid(Tag.REFERENCED_SOP_CLASS_UID)
                .orElseThrow(() -> new InvalidDataSetException("a Referenced SOP Class UID is missing or no UID"));
        String sopInstance = item.uid(Tag.REFERENCED_SOP_INSTANCE_UID)
                .orElseThrow(() -> new InvalidDataSetException("a Referenced SOP Instance UID is missing or no UID"));
        return new InstanceReference(sopClass, sopInstance);
    }

    /** Reads a result as a provider reports it. */
    static CommitmentResult of(DataSet data) throws InvalidDataSetException {
        Map<InstanceReference, Integer> failed = new LinkedHashMap<>();
        for (DataSet item : data.items(Tag.FAILED_SOP_SEQUENCE)) {
            failed.put(reference(item), item.number(Tag.FAILURE_REASON).orElse(Status.PROCESSING_FAILURE));
        }
        return new CommitmentResult(transaction(data), references(data, Tag.REFERENCED_SOP_SEQUENCE), failed);
    }
}
