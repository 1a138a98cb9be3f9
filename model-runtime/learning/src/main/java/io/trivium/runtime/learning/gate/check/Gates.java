package io.trivium.runtime.learning.gate.check;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.expert.PackLoader;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.learning.gate.ChallengerGate;
import io.trivium.runtime.learning.gate.Contender;
import io.trivium.runtime.learning.gate.Examination;
import io.trivium.runtime.learning.gate.Found;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateResult;
import io.trivium.runtime.learning.gate.Target;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.serving.ServingConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jboss.logging.Logger;

/**
 * Evaluates all gates for a challenger, the cheap ones first. A pack whose signature, record or weights are not in
 * order is not loaded at all. Challenger and champion are loaded for the examination alone, apart from those that
 * serve. Thread-safe.
 */
public final class Gates {
    private static final Logger LOG = Logger.getLogger(Gates.class);
    private static final String CAN_BE_ASKED = "can be asked";
    private static final List<ChallengerGate> DEARER = List.of(
            new ParityGate(),
            new HeldOutGate(),
            new BaselineGate(),
            new CalibrationGate(),
            new OverfittingGate(),
            new LabelGate(),
            new SliceGate(),
            new SteadinessGate(),
            new FairnessGate(),
            new LatencyGate(),
            new MaskedExpertsGate());

    private final ServingConfig serving;
    private final ExpertConfig experts;
    private final double share;

    /**
     * Gates that load the models they examine.
     *
     * @param share of the time in which it answers; the rest is left to requests
     */
    public Gates(ServingConfig serving, ExpertConfig experts, double share) {
        this.serving = serving;
        this.experts = experts;
        this.share = share;
    }

    /**
     * Examines a challenger.
     *
     * @param budget gates that are not begun within it have not passed
     * @throws InterruptedException when the thread is interrupted
     */
    public GateReport examine(GateMaterial material, Duration budget) throws InterruptedException {
        long end = System.nanoTime() + budget.toNanos();
        List<GateResult> results = new ArrayList<>();
        results.addAll(asked(ProvenanceGate.NAME, () -> ProvenanceGate.ask(material)));
        results.addAll(asked(AgeGate.NAME, () -> AgeGate.ask(material)));
        results.addAll(asked(MemoryGate.NAME, () -> MemoryGate.ask(material)));
        results.addAll(asked(FiniteGate.NAME, () -> FiniteGate.askWeights(material.challenger())));
        boolean trusted = results.stream()
                .filter(each -> isOf(each, ProvenanceGate.NAME) || isOf(each, FiniteGate.NAME))
                .allMatch(GateResult::passed);
        if (trusted) results.addAll(loaded(material, end));
        return new GateReport(results);
    }

    private static boolean isOf(GateResult result, String gate) {
        return result.gate().equals(gate) || result.gate().startsWith(gate + ":");
    }

    /** The report on a challenger whose pack cannot be read. */
    public static GateReport unreadable(String reason) {
        return new GateReport(List.of(Found.unasked(ProvenanceGate.NAME + ":pack", "a pack that can be read", reason)));
    }

    private List<GateResult> loaded(GateMaterial material, long end) throws InterruptedException {
        ExpertCatalogue own = new ExpertCatalogue(serving, experts, new SimpleMeterRegistry());
        try {
            PackLoader loader = new PackLoader(serving, own);
            List<GateResult> results = new ArrayList<>();
            Contender challenger;
            try {
                challenger = new Contender(loader.load(material.challenger()), material.tenant(), share);
            } catch (RuntimeException e) {
                return List.of(Found.unasked("finite:answers", "none", "it cannot be loaded: " + reason(e)));
            }
            try (challenger;
                    Contender champion = new Contender(loader.load(material.champion()), material.tenant(), share)) {
                Examination examination = new Examination(
                        material,
                        challenger,
                        champion,
                        pack -> new Contender(loader.load(pack), material.tenant(), share),
                        own,
                        targets(material.challenger().spec()),
                        share);
                results.addAll(asked("finite:answers", () -> FiniteGate.askAnswers(examination)));
                // Numbers that are none would only be found again by every other gate.
                if (results.stream().allMatch(GateResult::passed)) {
                    for (ChallengerGate gate : DEARER) results.addAll(asked(gate, examination, end));
                }
            }
            return results;
        } finally {
            own.stop();
        }
    }

    private static List<Target> targets(ModelSpec model) {
        try {
            return Target.of(model);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static List<GateResult> asked(ChallengerGate gate, Examination examination, long end)
            throws InterruptedException {
        if (System.nanoTime() - end >= 0) {
            return List.of(Found.unasked(
                    gate.name(), CAN_BE_ASKED, "there was no time left for it; give examinations more time"));
        }
        return asked(gate.name(), () -> gate.ask(examination));
    }

    /** A gate that fails to answer has not passed; only being stopped is not its answer. */
    private static List<GateResult> asked(String gate, Callable<List<GateResult>> question)
            throws InterruptedException {
        try {
            return question.call();
        } catch (CancellationException e) {
            throw new InterruptedException(e.getMessage());
        } catch (IllegalArgumentException e) {
            return List.of(Found.unasked(gate, CAN_BE_ASKED, reason(e)));
        } catch (Exception e) {
            LOG.warnf(e, "the gate %s could not be asked", gate);
            return List.of(Found.unasked(gate, CAN_BE_ASKED, "it could not be asked: " + reason(e)));
        }
    }

    private static String reason(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
