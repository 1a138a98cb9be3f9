package io.trivium.fin.learning;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.decision.AuthorizationDecided;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.stream.FeatureStreams;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts a decision to the request and the answer of the model: the features, rounded to float32 as the model
 * receives them, for the card's token. The same decision gives the same event each time.
 */
final class Examples {
    private static final String SOURCE = "/fin/decisions";
    private static final String FEATURES = "features";

    private Examples() {}

    static EventEnvelope<ExampleObserved> of(EventEnvelope<AuthorizationDecided> decision, String retentionClass) {
        AuthorizationDecided decided = decision.data();
        String id = decided.authorizationId();
        Authorization authorization = decided.authorization();
        @Nullable Double score = decided.score();
        ExampleObserved example = new ExampleObserved(
                id,
                FeatureStreams.LABEL_TASK,
                List.of(tensor(decided.features())),
                decided.occurredAt(),
                authorization == null ? null : authorization.panToken(),
                score,
                score == null ? null : decided.modelName() + ":" + decided.modelVersion(),
                retentionClass);
        return EventEnvelope.of(
                EventIds.of(decision.tenantId(), ExampleObserved.TYPE, id).toString(),
                SOURCE,
                id,
                decided.decidedAt(),
                decision.tenantId(),
                example);
    }

    private static ExampleTensor tensor(FeatureVector features) {
        double[] exact = features.toArray();
        float[] values = new float[exact.length];
        for (int i = 0; i < values.length; i++) values[i] = (float) exact[i];
        return ExampleTensor.ofFloats(FEATURES, List.of((long) values.length), values);
    }
}
