package io.trivium.med.archive;

import io.trivium.med.dicom.InstanceSink.Duplication;
import java.util.ArrayList;
import java.util.List;

/** Rows in memory; can fail like an unavailable database. */
final class FakeLedger implements InstanceLedger {

    final List<InstanceRow> rows = new ArrayList<>();
    volatile boolean away;

    @Override
    public synchronized List<Duplication> commit(List<InstanceRow> batch) {
        if (away) throw new IllegalStateException("the database is away");
        List<Duplication> result = new ArrayList<>();
        for (InstanceRow row : batch) {
            List<InstanceRow> same = rows.stream()
                    .filter(found -> found.sopInstance().equals(row.sopInstance()))
                    .toList();
            if (same.stream().anyMatch(found -> found.sha256().equals(row.sha256()))) {
                result.add(Duplication.SAME_CONTENT);
            } else {
                rows.add(row);
                result.add(same.isEmpty() ? Duplication.NEW : Duplication.OTHER_CONTENT);
            }
        }
        return result;
    }
}
