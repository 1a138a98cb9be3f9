package io.trivium.runtime.learning.gate.check;

import io.trivium.runtime.execution.ExecutionException;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.Normal;
import io.trivium.runtime.learning.gate.NumberTable;
import io.trivium.runtime.learning.gate.Rating;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.pack.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a slice of the held-out rows fares worse than with the champion by more than the margin. Slices are those that the
 * specification names, and those in which the two models answer recent rows differently. Of many slices some look bad by
 * chance, so the evidence is corrected for their number (Holm, Scandinavian Journal of Statistics 6:65, 1979).
 */
final class SliceGate implements ChallengerGate {
    private static final double CHANCE = 0.05;

    @Override
    public String name() {
        return "slices";
    }

    /** A slice, its loss, and the probability of such a loss by chance. */
    private record Judged(Slice slice, int rows, double own, double champions, double chance) {}

    @Override
    public List<GateResult> ask(Examination examination) throws ExecutionException {
        GateRows held = examination.held();
        List<TensorSpec> inputs = examination.model().inputs();
        NumberTable table = NumberTable.of(held, inputs);
        Set<Slice> slices = new LinkedHashSet<>(Slices.declared(examination.spec(), table));
        GateRows recent = examination.material().recent();
        if (recent.rows() > 0) {
            NumberTable recentTable = NumberTable.of(recent, inputs);
            int width = examination.champion().answers(recent).width();
            for (int column = 0; column < Math.min(width, SteadinessGate.MOST_COLUMNS); column++) {
                slices.addAll(Slices.differing(examination, recentTable, Slices.half(recent.rows(), 0), column));
            }
        }
        List<GateResult> found = new ArrayList<>();
        for (Target target : examination.ratedTargets()) {
            Rating own = examination.challengerOn(target, held);
            Rating champions = examination.championOn(target, held);
            found.add(judge(examination, table, slices, target, own.losses(), champions.losses()));
        }
        return found;
    }

    private GateResult judge(
            Examination examination,
            NumberTable table,
            Set<Slice> slices,
            Target target,
            double[] own,
            double[] champions) {
        double allowed = examination.spec().sliceLoss();
        List<Judged> judged = new ArrayList<>();
        for (Slice slice : slices) {
            int[] rows = slice.rows(table);
            if (rows.length >= examination.spec().leastSliceRows()) {
                judged.add(judge(slice, rows, own, champions, allowed));
            }
        }
        judged.sort(Comparator.comparingDouble(Judged::chance));
        String gate = name() + ":" + target.metric();
        String limit = "no slice loses more than a share of " + Found.number(allowed);
        if (judged.isEmpty()) {
            return new GateResult(
                    gate,
                    true,
                    null,
                    limit,
                    "no slice has as many as " + examination.spec().leastSliceRows() + " held-out rows");
        }
        Judged worst = judged.getFirst();
        boolean passed = worst.chance() > CHANCE / judged.size();
        double share = worst.own() / worst.champions() - 1;
        return new GateResult(
                gate,
                passed,
                share,
                limit,
                "worst of " + judged.size() + ": " + worst.slice() + ", " + worst.rows() + " rows, loss "
                        + Found.number(worst.own()) + ", champion's " + Found.number(worst.champions())
                        + "; by chance with probability " + Found.number(worst.chance()) + ", refused below "
                        + Found.number(CHANCE / judged.size()));
    }

    private static Judged judge(Slice slice, int[] rows, double[] own, double[] champions, double allowed) {
        double sum = 0;
        double squares = 0;
        double ownSum = 0;
        double championsSum = 0;
        for (int row : rows) {
            double excess = own[row] - champions[row] * (1 + allowed);
            sum += excess;
            squares += excess * excess;
            ownSum += own[row];
            championsSum += champions[row];
        }
        int count = rows.length;
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(1e-18, squares / count - mean * mean) / count);
        double chance = Normal.above(mean / deviation);
        return new Judged(slice, count, ownSum / count, championsSum / count, chance);
    }
}
