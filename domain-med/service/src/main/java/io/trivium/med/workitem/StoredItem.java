package io.trivium.med.workitem;

import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.report.WorkItem.State;
import java.util.Optional;

/**
 * A work item.
 *
 * @param transaction the transaction that claimed it; empty until it is claimed
 * @param content its attributes except state and transaction
 */
record StoredItem(String uid, State state, Optional<String> transaction, DataSet content) {

    /** The item as it is retrieved: the transaction is the performer's secret (PS3.18 11.5). */
    DataSet shown() {
        return content.put(Tag.PROCEDURE_STEP_STATE, state.value());
    }
}
