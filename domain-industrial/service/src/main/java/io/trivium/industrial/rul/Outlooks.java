package io.trivium.industrial.rul;

import io.trivium.core.inference.InferenceClient;
import io.trivium.core.inference.InferenceException;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.model.AssetHistory;
import io.trivium.industrial.model.FailureOutlook;
import io.trivium.industrial.model.LifeEstimate;
import io.trivium.industrial.model.LifeWindow;
import io.trivium.industrial.model.ModeProfile;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Determines the probable failure modes of assets whose life ends within the horizon. Estimates of life continue
 * without them: if the type has no such network, or the model runtime does not answer, there is no outlook, and the
 * runtime is not called again for a while, so that nothing waits for it. Thread-safe.
 */
@ApplicationScoped
class Outlooks {
    private static final Logger LOG = Logger.getLogger(Outlooks.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final InferenceClient client;
    private final LifeConfig config;
    private final InstantSource clock;
    private volatile Instant notBefore = Instant.MIN;

    Outlooks(InferenceClient client, LifeConfig config, InstantSource clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The answer for a cycle.
     *
     * @param window what the network was asked
     */
    record Asked(LifeWindow window, FailureOutlook outlook) {}

    /**
     * By the end of their cycles.
     *
     * @param history every cycle of the life that is known
     * @param cycles the same cycles, of which the estimates belong to those from {@code first} on
     */
    Map<Instant, Asked> of(
            TenantId tenant,
            LifeType type,
            AssetHistory history,
            List<LifeStore.Cycle> cycles,
            int first,
            List<LifeEstimate> estimates) {
        ModeProfile modes = type.modes();
        if (modes == null || clock.instant().isBefore(notBefore)) return Map.of();
        double[][] channels = modes.inputs().channels(history);
        List<Instant> ends = new ArrayList<>();
        List<LifeWindow> windows = new ArrayList<>();
        for (int e = 0; e < estimates.size(); e++) {
            if (estimates.get(e).cycles() < type.profile().horizon()) {
                ends.add(cycles.get(first + e).at());
                windows.add(LifeWindow.at(channels, first + e + 1));
            }
        }
        return windows.isEmpty() ? Map.of() : ask(tenant, type, modes, ends, windows);
    }

    private Map<Instant, Asked> ask(
            TenantId tenant, LifeType type, ModeProfile modes, List<Instant> ends, List<LifeWindow> windows) {
        Duration horizon = type.cycle().multipliedBy(Math.round(modes.inputs().horizon()));
        RuntimeLifeNetwork network =
                new RuntimeLifeNetwork(client, new ModelName(modes.model().name()), "mode", tenant, config.timeout());
        try {
            List<float[]> answers = network.answers(windows);
            Map<Instant, Asked> outlooks = new HashMap<>();
            for (int w = 0; w < answers.size(); w++) {
                Instant end = ends.get(w);
                FailureOutlook outlook = modes.outlook(answers.get(w), end.plus(horizon), network.modelVersion());
                outlooks.put(end, new Asked(windows.get(w), outlook));
            }
            if (!notBefore.equals(Instant.MIN)) {
                notBefore = Instant.MIN;
                LOG.info("failure modes are estimated again");
            }
            return outlooks;
        } catch (InferenceException e) {
            if (notBefore.equals(Instant.MIN)) {
                LOG.warnf("failure modes are not estimated for the moment, remaining life is: %s", e.getMessage());
            }
            notBefore = clock.instant().plus(PAUSE);
            return Map.of();
        }
    }
}
