package io.trivium.med.archive;

import io.trivium.med.dicom.InstanceSink.Duplication;
import java.util.List;

/** Stores the rows of instances. Thread-safe. */
interface InstanceLedger {

    /**
     * Commits the rows of one tenant in one transaction, and reports for each whether it was known. An instance of the
     * same content remains unchanged; one of other content is added and marked.
     */
    List<Duplication> commit(List<InstanceRow> rows);
}
