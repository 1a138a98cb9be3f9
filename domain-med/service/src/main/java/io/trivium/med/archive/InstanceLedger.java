package io.trivium.med.archive;

import io.trivium.med.dicom.InstanceSink.Duplication;
import java.util.List;

/** Where the rows of instances go. Thread-safe. */
interface InstanceLedger {

    /**
     * Commits the rows of one tenant in one transaction, and says of each whether it was known. An instance of the same
     * content stays as it is; one of other content is added and marked.
     */
    List<Duplication> commit(List<InstanceRow> rows);
}
