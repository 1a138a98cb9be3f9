package io.trivium.runtime.learning.release;

import io.quarkus.runtime.StartupEvent;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.release.figure.Tally.Ending;
import io.trivium.runtime.serving.InferenceAnswer;
import io.trivium.runtime.serving.InferenceCall;
import io.trivium.runtime.serving.InferenceService;
import io.trivium.runtime.serving.TrafficSplit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The releases that this process serves: which requests a challenger answers, and how both versions do. Thread-safe. */
@ApplicationScoped
class Lanes implements TrafficSplit {
    private final InferenceService inference;
    private final Rehearsals rehearsals;
    private volatile Map<ModelName, List<Lane>> byModel = Map.of();

    Lanes(InferenceService inference, Rehearsals rehearsals) {
        this.inference = inference;
        this.rehearsals = rehearsals;
    }

    void start(@Observes StartupEvent event) {
        inference.splitBy(this);
    }

    Collection<Lane> all() {
        return byModel.values().stream().flatMap(List::stream).toList();
    }

    @Nullable
    Lane find(UUID release) {
        return all().stream()
                .filter(lane -> lane.release().equals(release))
                .findFirst()
                .orElse(null);
    }

    /** Serves these from now on, in place of all before. */
    void set(Collection<Lane> lanes) {
        Map<ModelName, List<Lane>> next = new HashMap<>();
        for (Lane lane : lanes)
            next.computeIfAbsent(lane.model(), model -> new ArrayList<>()).add(lane);
        next.replaceAll((model, list) -> List.copyOf(list));
        byModel = Map.copyOf(next);
    }

    @Override
    public @Nullable Turn turn(InferenceCall call) {
        List<Lane> lanes = byModel.get(call.model());
        if (lanes == null) return null;
        VersionNumber challenger = null;
        for (Lane lane : lanes) {
            if (challenger == null && lane.diverts(call)) challenger = lane.challenger();
        }
        return new Watched(call, lanes, challenger);
    }

    /** A request of a model with releases. */
    private final class Watched implements Turn {
        private final InferenceCall call;
        private final List<Lane> lanes;
        private final @Nullable VersionNumber challenger;

        Watched(InferenceCall call, List<Lane> lanes, @Nullable VersionNumber challenger) {
            this.call = call;
            this.lanes = lanes;
            this.challenger = challenger;
        }

        @Override
        public @Nullable VersionNumber version() {
            return challenger;
        }

        @Override
        public void ended(VersionNumber version, @Nullable InferenceAnswer answer, @Nullable Throwable failure) {
            Ending ending = ending(answer, failure);
            if (ending == null) return;
            for (Lane lane : lanes) {
                if (version.equals(lane.challenger())) lane.ofChallenger().live(ending);
                else if (version.equals(lane.champion())) lane.ofChampion().live(ending);
                rehearsals.offer(call, lane);
            }
        }
    }

    /**
     * The ending to count; null for one that is unrelated to the version, such as a full queue or a disconnected
     * caller.
     */
    private static @Nullable Ending ending(@Nullable InferenceAnswer answer, @Nullable Throwable failure) {
        if (answer != null) return answer.report().degraded() ? Ending.DEGRADED : Ending.ANSWERED;
        if (!(failure instanceof PlatformException known)) return null;
        if (known.code() == RuntimeErrorCode.MODEL_FAILED) return Ending.ERROR;
        if (known.code() == RuntimeErrorCode.MODEL_OUTPUT_NOT_FINITE) return Ending.NOT_FINITE;
        return known.code() == RuntimeErrorCode.INFERENCE_DEADLINE_EXCEEDED ? Ending.LATE : null;
    }
}
