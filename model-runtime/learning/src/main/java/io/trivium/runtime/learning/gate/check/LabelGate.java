package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Ending;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.NumberTable;
import io.trivium.runtime.pack.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Checks whether the labels of a slice end from one day to the next, where those of former days were as the champion
 * expects: that is the pattern of manipulated labels, whatever the challenger learned from them, and a person has to
 * check it. Slices are found where labels are fewer than the champion expects on one half of the rows, and judged on
 * the other, in turn. For binary heads.
 */
final class LabelGate implements ChallengerGate {
    private static final double LEAST_EXPECTED = 4;
    private static final double LEAST_SHARE = 0.05;

    @Override
    public String name() {
        return "labels";
    }

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        if (examination.model().head() != Head.BINARY) return List.of();
        String limit = "no slice whose labels end";
        GateRows former = examination.material().former();
        if (former.rows() < examination.spec().leastRows()) {
            return List.of(new GateResult(
                    name(), true, null, limit, "only " + former.rows() + " labelled rows of former days are known"));
        }
        NumberTable before = NumberTable.of(former, examination.model().inputs());
        int looked = 0;
        for (GateRows newest :
                List.of(examination.material().held(), examination.material().newer())) {
            if (newest.rows() < examination.spec().leastRows()) continue;
            looked += newest.rows();
            Optional<String> ended = ended(examination, former, before, newest);
            if (ended.isPresent()) return List.of(new GateResult(name(), false, null, limit, ended.orElseThrow()));
        }
        return List.of(new GateResult(
                name(),
                true,
                null,
                limit,
                looked + " labelled rows were held against " + former.rows() + " former ones"));
    }

    private static Optional<String> ended(Examination examination, GateRows former, NumberTable before, GateRows newest)
            throws ExecutionException {
        NumberTable table = NumberTable.of(newest, examination.model().inputs());
        float[] expected = examination.champion().answers(newest).values();
        double sum = 0;
        double labels = 0;
        for (int row = 0; row < newest.rows(); row++) {
            sum += expected[row];
            labels += newest.labels()[row];
        }
        double scale = labels / Math.max(1e-9, sum);
        double[] surprise = new double[newest.rows()];
        for (int row = 0; row < surprise.length; row++) surprise[row] = newest.labels()[row] - scale * expected[row];
        int least = Math.max(examination.spec().leastSliceRows() / 2, newest.rows() / 100);
        int[] all = IntStream.range(0, newest.rows()).toArray();
        List<Judged> judged = new ArrayList<>();
        List<Slice> within = new ArrayList<>(Slices.declared(examination.spec(), table));
        for (Slice slice : within) judged.add(new Judged(slice, slice.rows(table)));
        within.add(Slice.ALL);
        for (int half = 0; half < 2; half++) {
            int other = 1 - half;
            for (Slice whole : within) {
                for (Slice slice : DifferenceTree.grow(whole, table, surprise, Slices.half(all.length, half), least)) {
                    judged.add(new Judged(
                            slice,
                            IntStream.of(slice.rows(table))
                                    .filter(row -> row % 2 == other)
                                    .toArray()));
                }
            }
        }
        for (Judged each : judged) {
            double own = 0;
            for (int row : each.rows()) own += scale * expected[row];
            if (own < LEAST_EXPECTED || own < LEAST_SHARE * labels / 2) continue;
            int[] rowsBefore = each.slice().rows(before);
            int after = count(newest, each.rows());
            int known = count(former, rowsBefore);
            boolean ended = Ending.isOf(known, rowsBefore.length, after, each.rows().length)
                    && Ending.atMost(after, own / examination.spec().change()) < Ending.CHANCE;
            if (ended) {
                return Optional.of(
                        each.slice() + ": labels fell from " + known + " of " + rowsBefore.length + " to " + after
                                + " of " + each.rows().length + ", where the champion expects " + Found.number(own)
                                + "; a person has to look at it");
            }
        }
        return Optional.empty();
    }

    /** A slice and the rows that it is judged by. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Judged(Slice slice, int[] rows) {}

    private static int count(GateRows rows, int[] chosen) {
        int count = 0;
        for (int row : chosen) if (rows.labels()[row] == 1f) count++;
        return count;
    }
}
