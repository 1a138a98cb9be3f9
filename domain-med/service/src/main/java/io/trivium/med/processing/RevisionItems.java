package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.archive.StoredFiles;
import io.trivium.med.archive.StoredInstance;
import io.trivium.med.dataset.DataSet;
import io.trivium.med.dataset.Tag;
import io.trivium.med.report.DerivedUid;
import io.trivium.med.report.ResultContext;
import io.trivium.med.report.WorkItem;
import io.trivium.med.report.WorkItem.Priority;
import io.trivium.med.report.WorkItem.State;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.workitem.WorkItemStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The work item of each revision: scheduled when it is complete, claimed by the reader, ended with the revision. If
 * another performer claims it first, or cancels it, this node does not read. Thread-safe.
 */
@ApplicationScoped
class RevisionItems {

    private final WorkItemStore items;
    private final StoredFiles files;
    private final ResultWriting writing;

    RevisionItems(WorkItemStore items, StoredFiles files, ProcessingConfig config) {
        this.items = items;
        this.files = files;
        this.writing = new ResultWriting(config);
    }

    private static String uid(TakenRevision revision) {
        return DerivedUid.of(
                "work-item", revision.tenant().value(), revision.study().value(), revision.instanceSet());
    }

    /** The same for every attempt of this node, and different from those of other performers. */
    private static String transaction(TakenRevision revision) {
        return DerivedUid.of(
                "work-item-claim", revision.tenant().value(), revision.study().value(), revision.instanceSet());
    }

    /** Makes the item where there is none yet. */
    void schedule(TakenRevision revision, List<StoredInstance> instances) throws IOException {
        if (instances.isEmpty() || items.state(revision.tenant(), uid(revision)).isPresent()) return;
        ResultContext context =
                writing.context(revision, ResultWriting.NO_MODEL, sources(revision.tenant(), instances));
        DataSet item = WorkItem.scheduled(
                context,
                switch (revision.priority()) {
                    case PriorityPolicy.STAT, PriorityPolicy.HIGH -> Priority.HIGH;
                    case PriorityPolicy.ROUTINE -> Priority.MEDIUM;
                    default -> Priority.LOW;
                },
                revision.completedAt());
        item.put(Tag.SOP_INSTANCE_UID, uid(revision));
        boolean _ = items.add(
                revision.tenant(),
                item,
                Optional.of(new WorkItemStore.Subject(revision.study(), revision.revision())),
                "system:processing");
    }

    /** The header of one image, and of the others what the item refers to. */
    private List<SliceHeader> sources(TenantId tenant, List<StoredInstance> instances) throws IOException {
        List<SliceHeader> sources = new ArrayList<>();
        for (StoredInstance each : instances) {
            var file = files.path(tenant, each.sha256());
            sources.add(
                    sources.isEmpty()
                            ? SliceHeader.read(file)
                            : new SliceHeader(
                                    file,
                                    each.transferSyntax(),
                                    new DataSet()
                                            .put(Tag.SOP_CLASS_UID, each.sopClass())
                                            .put(Tag.SOP_INSTANCE_UID, each.sopInstance())
                                            .put(
                                                    Tag.STUDY_INSTANCE_UID,
                                                    each.study().value())
                                            .put(Tag.SERIES_INSTANCE_UID, each.series())));
        }
        return sources;
    }

    /** Claims the item; false if another performer has claimed or cancelled it. */
    boolean claim(TakenRevision revision) {
        return items.claim(revision.tenant(), uid(revision), transaction(revision), "system:processing");
    }

    /** Ends the item within the transaction that ends the revision. */
    void end(Connection connection, TakenRevision revision, String state, List<DataSet> outputs, Instant now) {
        boolean done = state.equals("done");
        items.finish(
                connection,
                revision.tenant(),
                uid(revision),
                transaction(revision),
                done ? State.COMPLETED : State.CANCELED,
                done ? writing.performed(revision, transaction(revision), outputs, now) : new DataSet(),
                "system:processing");
    }
}
