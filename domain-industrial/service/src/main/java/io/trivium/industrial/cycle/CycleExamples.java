package io.trivium.industrial.cycle;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.ExampleTensor;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.CycleRows;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.model.CycleWindow;
import java.util.List;

/**
 * Converts a judged cycle to the request and the answer of the model, for training once a person has labelled it. Pure.
 */
final class CycleExamples {
    private CycleExamples() {}

    /** The subject is the asset, so that no asset is on both sides of a split. */
    static EventEnvelope<ExampleObserved> of(
            TenantId tenant, CycleAsset asset, StoredCycle cycle, CycleWindow window, StoredCycle.Verdict verdict) {
        List<CycleWindow> one = List.of(window);
        String id = cycle.cycleId().toString();
        ExampleObserved example = new ExampleObserved(
                id,
                CycleVerdicts.TASK,
                List.of(
                        ExampleTensor.ofFloats(
                                "series",
                                List.of((long) CycleShape.STEPS, (long) CycleWindow.CHANNELS),
                                CycleRows.series(one)),
                        ExampleTensor.ofFloats(
                                "features", List.of((long) CycleWindow.FEATURES), CycleRows.features(one))),
                cycle.end(),
                asset.assetId().toString(),
                verdict.defective(),
                verdict.modelVersion().value(),
                ExampleObserved.STANDARD);
        return EventEnvelope.of(
                EventIds.of(tenant, ExampleObserved.TYPE, id).toString(),
                CycleVerdicts.SOURCE,
                id,
                verdict.at(),
                tenant,
                example);
    }
}
