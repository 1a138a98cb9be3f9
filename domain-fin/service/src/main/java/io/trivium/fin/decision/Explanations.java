package io.trivium.fin.decision;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.stream.FinMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Computes contributions to the scores of the few authorizations that are not approved, by occlusion: each group of
 * features is replaced by its neutral values, and all variants are sent in one batch within the time left. Thread-safe.
 */
@ApplicationScoped
class Explanations {

    /** Reason code of a decision that would have contributions, had the model been called in time. */
    static final String NOT_COMPUTED = "contributions-not-computed";
    /** Contributions kept of one authorization. */
    static final int KEPT = 5;
    /** Below this a group did nothing worth a sentence. */
    static final double LEAST = 0.01;

    private static final Logger LOG = Logger.getLogger(Explanations.class);
    /** How long no explanations are requested after the model did not answer in time. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private static final List<FeatureGroup> GROUPS = List.of(FeatureGroup.values());

    private final RiskModel model;
    private final ScoringConfig config;
    private final Counter given;
    private final Counter without;
    private volatile long pausedUntil;

    Explanations(RiskModel model, ScoringConfig config, MeterRegistry meters) {
        this.model = model;
        this.config = config;
        this.given = meters.counter(FinMetrics.EXPLANATIONS, "result", "given");
        this.without = meters.counter(FinMetrics.EXPLANATIONS, "result", "without");
    }

    private record Question(int index, FeatureGroup group) {}

    /**
     * Returns contributions of those whose score is at or above the threshold, by index; a missing index was not
     * requested or not answered in time.
     *
     * @param scores of the inputs, in [0, 1]
     * @param timeLeft until the decisions must be sent; without enough of it nothing is requested
     */
    Map<Integer, List<Contribution>> explain(
            TenantId tenant, List<FeaturesComputed> inputs, float[] scores, Duration timeLeft) {
        List<Question> questions = new ArrayList<>();
        List<FeaturesComputed> asked = new ArrayList<>();
        int explained = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] < config.referThreshold()) continue;
            if (explained == config.explainedPerBatch()) {
                without.increment();
                continue;
            }
            explained++;
            for (FeatureGroup group : GROUPS) {
                FeaturesComputed occluded = group.without(inputs.get(i));
                if (!occluded.equals(inputs.get(i))) {
                    questions.add(new Question(i, group));
                    asked.add(occluded);
                }
            }
        }
        if (asked.isEmpty()) return Map.of();
        boolean paused = pausedUntil != 0 && System.nanoTime() - pausedUntil < 0;
        if (paused || timeLeft.compareTo(config.explanationTime()) < 0) {
            without.increment(explained);
            return Map.of();
        }
        try {
            float[] answers = RiskModel.scores(model.score(tenant, timeLeft, asked), asked.size());
            given.increment(explained);
            return contributions(inputs, scores, questions, answers);
        } catch (InferenceException e) {
            // Late explanations must not open the circuit that scores go through.
            pausedUntil = System.nanoTime() + PAUSE.toNanos();
            without.increment(explained);
            LOG.debugf("no contributions for %d authorizations of %s: %s", explained, tenant, e.getMessage());
            return Map.of();
        }
    }

    private static Map<Integer, List<Contribution>> contributions(
            List<FeaturesComputed> inputs, float[] scores, List<Question> questions, float[] answers) {
        Map<Integer, List<Contribution>> all = new HashMap<>();
        for (int i = 0; i < answers.length; i++) {
            Question question = questions.get(i);
            double moved = (double) scores[question.index()] - answers[i];
            List<Contribution> own = all.computeIfAbsent(question.index(), index -> new ArrayList<>());
            if (Math.abs(moved) >= LEAST) {
                own.add(new Contribution(
                        question.group().wireName(),
                        question.group().value(inputs.get(question.index()).features()),
                        Math.round(moved * 1e4) / 1e4));
            }
        }
        all.replaceAll((index, own) -> own.stream()
                .sorted(Comparator.comparingDouble((Contribution one) -> -Math.abs(one.contribution())))
                .limit(KEPT)
                .toList());
        return all;
    }
}
