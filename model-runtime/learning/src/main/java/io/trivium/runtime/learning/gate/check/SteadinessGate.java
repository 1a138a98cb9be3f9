package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.Answers;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Ending;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.NumberTable;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether a slice of recent rows, labelled or not, is suddenly answered differently from the champion. This
 * detects the effect of manipulated labels where held-out labels are few or manipulated as well. A change is excused
 * where held-out labels bear it out. A slice that is no longer found risky is not excused, though, where the labels of
 * former days found it so and those of the newest hardly do: an attacker would want that, and a person has to check it.
 */
final class SteadinessGate implements ChallengerGate {
    /** Most columns of an answer that are checked. */
    static final int MOST_COLUMNS = 16;

    private static final double Z = 1.645;
    /** Least share of all that is expected, in a slice that counts. */
    private static final double LEAST_SHARE = 0.05;

    private static final double LEAST_EXPECTED = 4;

    /** Logarithm of how much likelier labels are by the champion before they speak against a change; z²/2 at 5 %. */
    private static final double AGAINST = Z * Z / 2;

    @Override
    public String name() {
        return "steadiness";
    }

    /**
     * A slice and its change.
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
            Optional<String> objection = objection(examination, each);
            if (objection.isPresent()) {
                return List.of(result(objection.orElseThrow(), each, limit, excused, moved.size()));
            }
            excused.add(each);
        }
        Optional<Moved> rest =
                moved.stream().filter(each -> !excused.contains(each)).findFirst();
        if (rest.isEmpty()) {
            return List.of(new GateResult(name(), true, null, limit, "no slice expects enough to be judged"));
        }
        return List.of(result("", rest.orElseThrow(), limit, excused, moved.size()));
    }

    /** @param objection empty when it has passed */
    private GateResult result(String objection, Moved worst, String limit, List<Moved> excused, int count) {
        return new GateResult(
                name(),
                objection.isEmpty(),
                Math.exp(Math.abs(worst.change())),
                limit,
                "worst of " + count + " slices: " + worst.slice() + ", " + worst.rows() + " recent rows, answers "
                        + (worst.change() < 0 ? "fell" : "rose") + " against the rest; at least by "
                        + Found.number(Math.exp(worst.sure()))
                        + (objection.isEmpty() ? "" : "; " + objection)
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

    /** Why labels do not bear a change out; empty when they do. */
    private static Optional<String> objection(Examination examination, Moved moved) throws ExecutionException {
        GateRows held = examination.material().held();
        List<TensorSpec> inputs = examination.model().inputs();
        int[] rows = held.isLabelled() ? moved.slice().rows(NumberTable.of(held, inputs)) : new int[0];
        if (rows.length < examination.spec().leastSliceRows()) {
            return Optional.of("only " + rows.length + " held-out rows tell whether it is right");
        }
        Target target = examination.ratedTargets().stream()
                .filter(each -> each.column() < 0 || each.column() == moved.column())
                .findFirst()
                .orElseThrow();
        double[] own = examination.challengerOn(target, held).losses();
        double[] champions = examination.championOn(target, held).losses();
        double gain = 0;
        for (int row : rows) gain += champions[row] - own[row];
        if (gain < -AGAINST) {
            return Optional.of("its " + rows.length + " held-out rows speak against it, by a loss of "
                    + Found.number(-gain) + " in all");
        }
        if (examination.model().head() == Head.REGRESSION || moved.change() > 0) return Optional.empty();
        GateRows former = examination.material().former();
        if (!former.isLabelled()) return Optional.empty();
        float label = examination.model().head() == Head.BINARY ? 1 : moved.column();
        int[] before = moved.slice().rows(NumberTable.of(former, inputs));
        int countBefore = count(former, before, label);
        int count = count(held, rows, label);
        if (!Ending.is(
                countBefore,
                before.length,
                count,
                rows.length,
                examination.spec().change())) {
            return Optional.empty();
        }
        return Optional.of("labels fell from " + countBefore + " of " + before.length + " to " + count + " of "
                + rows.length + "; a person has to look at it");
    }

    private static int count(GateRows rows, int[] chosen, float label) {
        int count = 0;
        for (int row : chosen) if (rows.labels()[row] == label) count++;
        return count;
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
