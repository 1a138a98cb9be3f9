package io.trivium.runtime.learning.gate;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a slice of recent rows, labelled or not, is suddenly answered otherwise than by the champion. This finds what was
 * taught by bent labels where held-out labels are few or bent as well. A slice that is found riskier is excused where
 * held-out labels bear it out; one that is no longer found risky is not, since that is what somebody with bad intentions
 * would want: a person has to look at it. Numbers are excused either way.
 */
final class SteadinessGate implements ChallengerGate {
    /** Most columns of an answer that are looked at. */
    static final int MOST_COLUMNS = 16;

    private static final double Z = 1.645;
    /** Least share of all that is expected, in a slice that counts. */
    private static final double LEAST_SHARE = 0.05;

    private static final double LEAST_EXPECTED = 4;

    @Override
    public String name() {
        return "steadiness";
    }

    /**
     * A slice and how far it moved.
     *
     * @param change logarithm of the factor, or a number of standard deviations
     * @param sure the part of it that is not by chance
     */
    private record Moved(Slice slice, int column, int rows, double change, double sure) {}

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        GateRows recent = examination.material().recent();
        String limit =
                "by a factor of at most " + Found.number(examination.spec().change());
        if (recent.rows() < examination.spec().leastRows()) {
            return List.of(Found.unasked(
                    name(),
                    limit,
                    "only " + recent.rows() + " recent rows are known, fewer than "
                            + examination.spec().leastRows()));
        }
        List<TensorSpec> inputs = examination.model().inputs();
        NumberTable table = NumberTable.of(recent, inputs);
        int width = examination.champion().answers(recent).width();
        List<Moved> moved = new ArrayList<>();
        for (int column = 0; column < Math.min(width, MOST_COLUMNS); column++) {
            List<Slice> slices = new ArrayList<>(List.of(Slice.ALL));
            slices.addAll(Slices.declared(examination.spec(), table));
            slices.addAll(Slices.differing(examination, table, Slices.half(recent.rows(), 0), column));
            for (Slice slice : slices)
                measure(examination, table, slice, column).ifPresent(moved::add);
        }
        double most = Math.log(examination.spec().change());
        moved.sort(Comparator.comparingDouble((Moved each) -> -each.sure()));
        List<Moved> excused = new ArrayList<>();
        for (Moved each : moved) {
            if (each.sure() <= most) break;
            if (!isBorneOut(examination, each)) return List.of(result(false, each, limit, excused, moved.size()));
            excused.add(each);
        }
        Optional<Moved> rest =
                moved.stream().filter(each -> !excused.contains(each)).findFirst();
        if (rest.isEmpty()) {
            return List.of(new GateResult(name(), true, null, limit, "no slice expects enough to be judged"));
        }
        return List.of(result(true, rest.orElseThrow(), limit, excused, moved.size()));
    }

    private GateResult result(boolean passed, Moved worst, String limit, List<Moved> excused, int count) {
        return new GateResult(
                name(),
                passed,
                Math.exp(Math.abs(worst.change())),
                limit,
                "worst of " + count + " slices: " + worst.slice() + ", " + worst.rows() + " recent rows, answers "
                        + (worst.change() < 0 ? "fell" : "rose") + " beside the rest; surely by "
                        + Found.number(Math.exp(worst.sure()))
                        + (excused.isEmpty()
                                ? ""
                                : "; borne out by labels: "
                                        + String.join(
                                                ", ",
                                                excused.stream()
                                                        .map(each ->
                                                                each.slice().toString())
                                                        .toList())));
    }

    private static Optional<Moved> measure(Examination examination, NumberTable table, Slice slice, int column)
            throws ExecutionException {
        GateRows recent = examination.material().recent();
        Answers own = examination.challenger().answers(recent);
        Answers champions = examination.champion().answers(recent);
        int[] all = Slices.half(recent.rows(), 1);
        int[] rows = java.util.Arrays.stream(all)
                .filter(row -> slice.holds(table, row))
                .toArray();
        if (rows.length < examination.spec().leastSliceRows()) return Optional.empty();
        return examination.model().head() == Head.REGRESSION
                ? numbers(own, champions, slice, column, all, rows)
                : chances(own, champions, slice, column, all, rows);
    }

    private static Optional<Moved> chances(
            Answers own, Answers champions, Slice slice, int column, int[] all, int[] rows) {
        boolean whole = slice.equals(Slice.ALL);
        double before = sum(champions, column, all);
        double scale = whole ? 1 : sum(own, column, all) / before;
        double expected = sum(champions, column, rows) * scale;
        double answered = sum(own, column, rows);
        double larger = Math.max(expected, answered);
        if (larger < LEAST_EXPECTED || larger < LEAST_SHARE * before * scale) return Optional.empty();
        double variance = 0;
        for (int row : rows) {
            double part = at(own, column, row) / answered - at(champions, column, row) * scale / expected;
            variance += part * part;
        }
        double change = Math.log(answered / expected);
        return Optional.of(new Moved(slice, column, rows.length, change, Math.abs(change) - Z * Math.sqrt(variance)));
    }

    private static Optional<Moved> numbers(
            Answers own, Answers champions, Slice slice, int column, int[] all, int[] rows) {
        double mean = sum(champions, column, all) / all.length;
        double squares = 0;
        for (int row : all) squares += Math.pow(at(champions, column, row) - mean, 2);
        double spread = Math.max(1e-9, Math.sqrt(squares / all.length));
        double shift = slice.equals(Slice.ALL) ? 0 : (sum(own, column, all) - sum(champions, column, all)) / all.length;
        double moved = (sum(own, column, rows) - sum(champions, column, rows)) / rows.length - shift;
        double variance = 0;
        for (int row : rows) {
            double each = at(own, column, row) - at(champions, column, row) - shift - moved;
            variance += each * each / rows.length;
        }
        double sure = Math.abs(moved) - Z * Math.sqrt(variance / rows.length);
        return Optional.of(new Moved(slice, column, rows.length, moved / spread, sure / spread));
    }

    private static boolean isBorneOut(Examination examination, Moved moved) throws ExecutionException {
        boolean numbers = examination.model().head() == Head.REGRESSION;
        if (!numbers && moved.change() < 0) return false;
        GateRows held = examination.material().held();
        if (held.rows() == 0 || !held.isLabelled()) return false;
        Target target = examination.ratedTargets().stream()
                .filter(each -> each.column() < 0 || each.column() == moved.column())
                .findFirst()
                .orElseThrow();
        double[] own = examination.challengerOn(target, held).losses();
        double[] champions = examination.championOn(target, held).losses();
        int[] rows = moved.slice().rows(NumberTable.of(held, examination.model().inputs()));
        if (rows.length < 2) return false;
        double sum = 0;
        double squares = 0;
        for (int row : rows) {
            double gain = champions[row] - own[row];
            sum += gain;
            squares += gain * gain;
        }
        double mean = sum / rows.length;
        double deviation = Math.sqrt(Math.max(1e-18, squares / rows.length - mean * mean) / rows.length);
        return mean > Z * deviation;
    }

    private static double sum(Answers answers, int column, int[] rows) {
        double sum = 0;
        for (int row : rows) sum += at(answers, column, row);
        return sum;
    }

    private static double at(Answers answers, int column, int row) {
        return answers.values()[row * answers.width() + column];
    }
}
