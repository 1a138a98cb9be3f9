package io.trivium.fin.decision;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.HandbookFeatures;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The model behind {@link ScoringConfig#modelName()}: {@code features} float32 [batch, {@link FeatureSet#COUNT}].
 *
 * <p>A model may take {@code events} float32 [batch, 8, 14] too, the {@link EventSequence} of each, padding first; one
 * trained on the older set takes its {@link HandbookFeatures} with or without events. An operator may roll back to any
 * of them at any time. The form that the serving version takes is found by its refusal: a refused call is repeated once
 * in each other form, and the form that was answered is used from then on. Thread-safe.
 */
@ApplicationScoped
class RiskModel {

    private static final Logger LOG = Logger.getLogger(RiskModel.class);
    private static final int EVENTS = EventSequence.LENGTH * EventSequence.COLUMNS;

    /** The inputs of models of different ages. */
    private enum Form {
        ALL_FEATURES(FeatureSet.COUNT, false),
        ALL_FEATURES_AND_EVENTS(FeatureSet.COUNT, true),
        HANDBOOK_FEATURES_AND_EVENTS(HandbookFeatures.COUNT, true),
        HANDBOOK_FEATURES(HandbookFeatures.COUNT, false);

        private static final List<Form> NEWEST_FIRST = List.of(values());

        private final int features;
        private final boolean events;

        Form(int features, boolean events) {
            this.features = features;
            this.events = events;
        }
    }

    private final ModelName model;
    private final InferenceClient client;
    private volatile Form form = Form.ALL_FEATURES;

    RiskModel(ScoringConfig config, InferenceClient client) {
        this.model = new ModelName(config.modelName());
        this.client = client;
    }

    /**
     * Requests the scores of some authorizations of one tenant.
     *
     * @throws InferenceException if there is no answer; its error says why
     */
    InferenceResult score(TenantId tenant, Duration timeout, List<FeaturesComputed> authorizations) {
        return ask(asked -> client.infer(request(tenant, timeout, asked, authorizations)));
    }

    /**
     * Requests, bypassing the circuit breaker, the score of an empty authorization by a card without history.
     *
     * @throws InferenceException if there is no answer
     */
    void rehearse(TenantId tenant, Duration timeout) {
        ask(asked -> {
            client.rehearse(
                    request(tenant, timeout, asked, new float[asked.features], new float[asked.events ? EVENTS : 0]));
            return asked;
        });
    }

    private <T> T ask(Function<Form, T> call) {
        Form usual = form;
        try {
            return call.apply(usual);
        } catch (InferenceException refusal) {
            if (refusal.error() != InferenceError.REFUSED) throw refusal;
            for (Form other : Form.NEWEST_FIRST) {
                if (other == usual) continue;
                try {
                    T answer = call.apply(other);
                    form = other;
                    LOG.infof("model %s takes %s: %s", model, other, refusal.getMessage());
                    return answer;
                } catch (InferenceException e) {
                    refusal.addSuppressed(e);
                    if (e.error() != InferenceError.REFUSED) break;
                }
            }
            throw refusal;
        }
    }

    private InferenceRequest request(
            TenantId tenant, Duration timeout, Form asked, List<FeaturesComputed> authorizations) {
        float[] features = new float[authorizations.size() * asked.features];
        float[] events = new float[asked.events ? authorizations.size() * EVENTS : 0];
        for (int row = 0; row < authorizations.size(); row++) {
            FeatureVector vector = authorizations.get(row).features();
            for (int i = 0; i < asked.features; i++) features[row * asked.features + i] = (float) vector.get(i);
            if (asked.events) authorizations.get(row).events().copyTo(events, row * EVENTS);
        }
        return request(tenant, timeout, asked, features, events);
    }

    private InferenceRequest request(TenantId tenant, Duration timeout, Form asked, float[] features, float[] events) {
        int rows = features.length / asked.features;
        InferenceTensor first = InferenceTensor.ofFloats("features", new long[] {rows, asked.features}, features);
        if (!asked.events) return InferenceRequest.of(model, tenant, timeout, first);
        InferenceTensor second = InferenceTensor.ofFloats(
                "events", new long[] {rows, EventSequence.LENGTH, EventSequence.COLUMNS}, events);
        return InferenceRequest.of(model, tenant, timeout, first, second);
    }

    /** One score per authorization, each in [0, 1]; an answer of another shape is no answer. */
    static float[] scores(InferenceResult answer, int count) {
        InferenceTensor tensor = answer.output("score");
        float[] scores;
        try {
            scores = tensor.toFloats();
        } catch (IllegalStateException e) {
            throw badAnswer("score is not float32", e);
        }
        if (scores.length != count) throw badAnswer(scores.length + " scores for " + count + " authorizations", null);
        for (float score : scores) {
            if (!(score >= 0 && score <= 1)) throw badAnswer("a score lies outside [0, 1]", null);
        }
        return scores;
    }

    private static InferenceException badAnswer(String what, @Nullable Throwable cause) {
        return new InferenceException(InferenceError.BAD_RESPONSE, what, cause);
    }
}
