package io.trivium.fin.decision;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceError;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.inference.InferenceRequest;
import io.trivium.core.inference.InferenceResult;
import io.trivium.core.inference.InferenceTensor;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.feature.FeaturesComputed;
import io.trivium.fin.feature.HandbookFeatures;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The model behind {@link ScoringConfig#modelName()}: {@code features} float32 [batch, 15] in the order of
 * {@link HandbookFeatures} and {@code events} float32 [batch, 8, 14], the {@link EventSequence} of each, padding first.
 *
 * <p>A model trained before sequences were kept takes the features alone, and an operator may roll back to one at any
 * time. Which inputs the serving version takes shows by its refusal: a refused call is asked once more in the other form,
 * and the form that was answered is used from then on. Thread-safe.
 */
@ApplicationScoped
class RiskModel {

    private static final Logger LOG = Logger.getLogger(RiskModel.class);
    private static final int EVENTS = EventSequence.LENGTH * EventSequence.COLUMNS;

    private final ScoringConfig config;
    private final InferenceClient client;
    private volatile boolean withEvents = true;

    RiskModel(ScoringConfig config, InferenceClient client) {
        this.config = config;
        this.client = client;
    }

    /**
     * Asks for the scores of some authorizations of one tenant.
     *
     * @throws InferenceException if there is no answer; its error says why
     */
    InferenceResult score(TenantId tenant, Duration timeout, List<FeaturesComputed> authorizations) {
        float[] features = new float[authorizations.size() * HandbookFeatures.COUNT];
        float[] events = new float[authorizations.size() * EVENTS];
        for (int row = 0; row < authorizations.size(); row++) {
            FeatureVector vector = authorizations.get(row).features();
            for (int i = 0; i < HandbookFeatures.COUNT; i++) {
                features[row * HandbookFeatures.COUNT + i] = (float) vector.get(i);
            }
            authorizations.get(row).events().copyTo(events, row * EVENTS);
        }
        return ask(form -> client.infer(request(tenant, timeout, form, features, events)));
    }

    /**
     * Asks past the circuit breaker for the score of an authorization of nothing by a card without history.
     *
     * @throws InferenceException if there is no answer
     */
    void rehearse(TenantId tenant, Duration timeout) {
        float[] features = new float[HandbookFeatures.COUNT];
        float[] events = new float[EVENTS];
        ask(form -> {
            client.rehearse(request(tenant, timeout, form, features, events));
            return form;
        });
    }

    private <T> T ask(Function<Boolean, T> call) {
        boolean form = withEvents;
        try {
            return call.apply(form);
        } catch (InferenceException refusal) {
            if (refusal.error() != InferenceError.REFUSED) {
                throw refusal;
            }
            T answer;
            try {
                answer = call.apply(!form);
            } catch (InferenceException e) {
                refusal.addSuppressed(e);
                throw refusal;
            }
            withEvents = !form;
            LOG.infof(
                    "model %s takes %s: %s",
                    config.modelName(), form ? "features alone" : "features and events", refusal.getMessage());
            return answer;
        }
    }

    private InferenceRequest request(
            TenantId tenant, Duration timeout, boolean both, float[] features, float[] events) {
        int rows = features.length / HandbookFeatures.COUNT;
        InferenceTensor first =
                InferenceTensor.ofFloats("features", new long[] {rows, HandbookFeatures.COUNT}, features);
        if (!both) {
            return InferenceRequest.of(config.modelName(), tenant, timeout, first);
        }
        InferenceTensor second = InferenceTensor.ofFloats(
                "events", new long[] {rows, EventSequence.LENGTH, EventSequence.COLUMNS}, events);
        return InferenceRequest.of(config.modelName(), tenant, timeout, first, second);
    }
}
