package io.trivium.deploy.backup;

import java.util.Map;

/**
 * The change of a table's rows or a partition's records.
 *
 * @param what table or partition
 * @param lost how many are missing
 * @param changed how many are no longer the same
 * @param added how many are new
 */
public record Change(String what, long lost, long changed, long added) {
    /** Of digests by their keys. */
    static <K> Change of(String what, Map<K, ?> before, Map<K, ?> after) {
        long lost = 0;
        long changed = 0;
        for (Map.Entry<K, ?> each : before.entrySet()) {
            Object now = after.get(each.getKey());
            if (now == null) lost++;
            else if (!now.equals(each.getValue())) changed++;
        }
        return new Change(what, lost, changed, after.size() - (before.size() - lost));
    }

    public boolean isNone() {
        return lost == 0 && changed == 0 && added == 0;
    }

    /** Whether all earlier rows or records are present and unchanged. */
    public boolean keepsAll() {
        return lost == 0 && changed == 0;
    }

    @Override
    public String toString() {
        return what + ": " + lost + " lost, " + changed + " changed, " + added + " added";
    }
}
