package io.trivium.runtime.learning.gate.check;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.learning.gate.GateConfig;
import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.learning.gate.GateMaterial;
import io.trivium.runtime.learning.gate.GateReport;
import io.trivium.runtime.learning.gate.GateRequest;
import io.trivium.runtime.learning.gate.GateRowReader;
import io.trivium.runtime.learning.gate.GateRows;
import io.trivium.runtime.learning.gate.Gatekeeper;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.registry.RegisteredPacks;
import io.trivium.runtime.registry.store.TaskGovernance;
import io.trivium.runtime.serving.ServingConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Examines registered challengers with the rows of the learning store, one at a time on a thread of its own, separately
 * from the serving models. Thread-safe.
 */
@ApplicationScoped
class GateRunner implements Gatekeeper {
    private final RegisteredPacks packs;
    private final TaskGovernance governance;
    private final GateRowReader reader;
    private final Gates gates;
    private final GateConfig config;
    private final InstantSource clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("gates-", 0).daemon().factory());

    GateRunner(
            RegisteredPacks packs,
            TaskGovernance governance,
            GateRowReader reader,
            ServingConfig serving,
            ExpertConfig experts,
            GateConfig config,
            LearningConfig learning,
            InstantSource clock) {
        this.packs = packs;
        this.governance = governance;
        this.reader = reader;
        this.gates = new Gates(serving, experts, learning.share());
        this.config = config;
        this.clock = clock;
    }

    @Override
    public GateReport examine(GateRequest request) throws InterruptedException {
        Future<GateReport> report = thread.submit(() -> gates(request));
        try {
            return report.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("the examination was stopped");
            }
            if (e.getCause() instanceof PlatformException known) throw known;
            throw new IllegalStateException("the gates could not be asked", e);
        } finally {
            report.cancel(true);
        }
    }

    private GateReport gates(GateRequest request) throws InterruptedException {
        try {
            return gates.examine(material(request), config.budget());
        } catch (InvalidPackException e) {
            return Gates.unreadable(e.getMessage() + ": " + String.join("; ", e.faults()));
        } catch (IllegalArgumentException e) {
            return Gates.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private GateMaterial material(GateRequest request) {
        ModelPack registered = packs.require(request.model(), request.version());
        ModelPack champion = packs.require(request.model(), request.champion());
        if (!registered.spec().task().equals(request.task())) {
            throw new IllegalArgumentException(
                    "the challenger is of task " + registered.spec().task() + ", not " + request.task());
        }
        ModelPack challenger = registered.judgedBy(governance.challengerGates(champion.spec(), registered.spec()));
        TenantId tenant = request.tenant();
        UUID id = request.manifest();
        VersionNumber rival = request.rival();
        Optional<GateManifest> manifest =
                id == null ? Optional.empty() : Optional.of(reader.manifest(tenant, request.task(), id));
        return new GateMaterial(
                challenger,
                champion,
                rival == null ? Optional.empty() : Optional.of(packs.require(request.model(), rival)),
                packs.trust(),
                manifest,
                id == null ? GateRows.NONE : reader.held(tenant, challenger.spec(), id),
                id == null ? GateRows.NONE : reader.trained(tenant, challenger, id),
                manifest.map(known -> reader.former(tenant, challenger.spec(), known))
                        .orElse(GateRows.NONE),
                manifest.map(known -> reader.newer(tenant, champion, known)).orElse(GateRows.NONE),
                reader.recent(tenant, challenger.spec()),
                tenant,
                clock.instant());
    }

    @PreDestroy
    void stop() {
        thread.shutdownNow();
    }
}
