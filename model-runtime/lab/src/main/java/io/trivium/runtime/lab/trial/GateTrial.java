package io.trivium.runtime.lab.trial;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.batch.Defaults;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.lab.trial.TrialPacks.Signer;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.check.Gates;
import io.trivium.runtime.moe.Parameters;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.serving.ServingConfig;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Good and bad challengers of one simulated champion, examined by the gates. The champion is trained once; each
 * challenger has data of its own.
 */
public final class GateTrial {
    private static final Duration BUDGET = Duration.ofMinutes(5);
    private static final List<Kind> GOOD =
            Arrays.stream(Kind.values()).filter(Kind::isGood).toList();
    private static final List<Kind> BAD =
            Arrays.stream(Kind.values()).filter(kind -> !kind.isGood()).toList();

    private final long seed;
    private final Path folder;
    private final Gates gates = new Gates(Defaults.of(ServingConfig.class), Defaults.of(ExpertConfig.class), 1);

    /** @param folder for the packs; stays as it is afterwards */
    public GateTrial(long seed, Path folder) {
        this.seed = seed;
        this.folder = folder;
    }

    /**
     * The outcome for one challenger.
     *
     * @param kind such as {@code poisoned-slice}
     * @param refused whether a gate refused it
     * @param note how it was changed; may be empty
     */
    public record Outcome(String kind, boolean good, boolean refused, List<GateResult> results, String note) {
        public List<GateResult> failed() {
            return results.stream().filter(each -> !each.passed()).toList();
        }

        /** Whether the gates were right. */
        public boolean right() {
            return good != refused;
        }
    }

    /**
     * Creates equal numbers of good and bad challengers and evaluates the gates for each.
     *
     * @param say receives a line for each as soon as it is known
     */
    public List<Outcome> run(int each, Consumer<String> say) throws IOException, InterruptedException {
        TrialWorld world = new TrialWorld(seed);
        TaskData before = world.rows(0, TrialData.CHAMPION_DAYS, 6_000, 0);
        TaskData chosenBy = world.rows(TrialData.CHAMPION_DAYS, TrialData.CHAMPION_DAYS + 1, 1_500, 1);
        Parameters weights = new TrialTrainer().anew(before, chosenBy, seed);
        TrialPacks packs = new TrialPacks(folder);
        long[] saw = LongStream.concat(LongStream.of(before.rowHashes()), LongStream.of(chosenBy.rowHashes()))
                .toArray();
        ModelPack champion = packs.write(weights, before, saw, Signer.TRUSTED, Map.of());
        TrialMaker maker = new TrialMaker(packs, weights, saw);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 2 * each; i++) {
            Kind kind = i % 2 == 0 ? GOOD.get(i / 2 % GOOD.size()) : BAD.get(i / 2 % BAD.size());
            TrialData data = TrialData.of(world, before, i);
            TrialChallenger made = maker.make(kind, data, seed * 1_000_003L + i);
            GateReport report = gates.examine(material(made, champion, packs, data), BUDGET);
            Outcome outcome =
                    new Outcome(kind.toString(), kind.isGood(), !report.passed(), report.results(), made.note());
            outcomes.add(outcome);
            say.accept(describe(i, outcome));
        }
        return outcomes;
    }

    private static GateMaterial material(TrialChallenger made, ModelPack champion, TrialPacks packs, TrialData data) {
        return new GateMaterial(
                made.pack(),
                champion,
                Optional.empty(),
                packs.trust(),
                Optional.of(made.manifest()),
                TrialData.rows(made.held(), true),
                TrialData.rows(made.learned(), true),
                TrialData.rows(TrialData.ofDays(data.before(), 0, TrialData.CHAMPION_DAYS / 2), true),
                newer(made),
                TrialData.rows(data.recent(), false),
                new TenantId("trial"),
                data.cutoff().plus(Duration.ofHours(12)));
    }

    private static GateRows newer(TrialChallenger made) {
        boolean any = LongStream.of(made.learned().rowHashes())
                .anyMatch(hash -> TrialWorld.day(hash) >= TrialData.CHAMPION_DAYS);
        return any
                ? TrialData.rows(TrialData.ofDays(made.learned(), TrialData.CHAMPION_DAYS, Integer.MAX_VALUE), true)
                : GateRows.NONE;
    }

    private static String describe(int number, Outcome outcome) {
        StringBuilder line = new StringBuilder()
                .append(number)
                .append(outcome.right() ? "  " : " !")
                .append(outcome.kind())
                .append(outcome.note().isEmpty() ? "" : " (" + outcome.note() + ")")
                .append(outcome.refused() ? ": refused by " : ": passed");
        // For a bad one that passed, all findings explain the reason.
        for (GateResult failed : outcome.refused() || outcome.good() ? outcome.failed() : outcome.results()) {
            line.append("\n      ")
                    .append(failed.gate())
                    .append(' ')
                    .append(failed.figure())
                    .append(", ")
                    .append(failed.limit())
                    .append(" (")
                    .append(failed.detail())
                    .append(')');
        }
        return line.toString();
    }
}
