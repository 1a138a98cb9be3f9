package io.trivium.med.dicom;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.InstanceReference;
import io.trivium.med.dicom.association.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Commits to what a fake store has. */
final class FakeKeeper implements CommitmentKeeper {

    private final FakeSink sink;
    final Map<String, Owed> owed = new ConcurrentHashMap<>();
    final List<CommitmentResult> results = new CopyOnWriteArrayList<>();

    FakeKeeper(FakeSink sink) {
        this.sink = sink;
    }

    @Override
    public void record(TenantId tenant, String peer, String transaction, List<InstanceReference> references) {
        owed.put(transaction, new Owed(tenant, peer, transaction, references));
    }

    @Override
    public CommitmentResult check(TenantId tenant, String transaction, List<InstanceReference> references) {
        List<InstanceReference> committed = new ArrayList<>();
        Map<InstanceReference, Integer> failed = new LinkedHashMap<>();
        for (InstanceReference reference : references) {
            if (sink.kept.stream()
                    .anyMatch(kept -> kept.incoming().sopInstance().equals(reference.sopInstance()))) {
                committed.add(reference);
            } else {
                failed.put(reference, Status.NO_SUCH_INSTANCE);
            }
        }
        return new CommitmentResult(transaction, committed, failed);
    }

    @Override
    public void reported(TenantId tenant, String transaction) {
        owed.remove(transaction);
    }

    @Override
    public void notReported(TenantId tenant, String transaction) {
        // Tried again at the next round.
    }

    @Override
    public List<Owed> owed() {
        return List.copyOf(owed.values());
    }

    @Override
    public void received(TenantId tenant, String peer, CommitmentResult result) {
        results.add(result);
    }
}
