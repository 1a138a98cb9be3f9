package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.NumberTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows with a common condition, such as {@code features.AMOUNT < 12.5 and features.SEGMENT >= 3}. Without conditions,
 * all rows.
 */
record Slice(List<Condition> conditions) {
    static final Slice ALL = new Slice(List.of());

    Slice {
        conditions = List.copyOf(conditions);
    }

    /** A column on one side of a cut. */
    record Condition(int place, String column, float cut, boolean below) {
        boolean holds(NumberTable table, int row) {
            return table.at(row, place) < cut == below;
        }

        @Override
        public String toString() {
            return column + (below ? " < " : " >= ") + Found.number(cut);
        }
    }

    Slice and(Condition condition) {
        List<Condition> more = new ArrayList<>(conditions);
        more.add(condition);
        return new Slice(more);
    }

    boolean holds(NumberTable table, int row) {
        for (Condition each : conditions) if (!each.holds(table, row)) return false;
        return true;
    }

    /** Those of a table's rows that are in it. */
    int[] rows(NumberTable table) {
        return IntStream.range(0, table.rows()).filter(row -> holds(table, row)).toArray();
    }

    @Override
    public String toString() {
        return conditions.isEmpty()
                ? "all rows"
                : String.join(
                        " and ", conditions.stream().map(Condition::toString).toList());
    }
}
