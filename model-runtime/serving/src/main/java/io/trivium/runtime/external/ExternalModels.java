package io.trivium.runtime.external;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.model.ModelName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.serving.Delegates;
import io.trivium.runtime.serving.InferenceService;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Opens the models that the configuration gives to other servers. The metadata of a server that cannot be reached at
 * the start are requested before its first request; a server whose metadata differ from the promised ones prevents this
 * service from starting.
 */
@ApplicationScoped
class ExternalModels {
    private static final Logger LOG = Logger.getLogger(ExternalModels.class);
    private static final String ACTION = "model.delegate";
    private static final String ACTOR = "system:external";

    private final ExternalConfig config;
    private final InferenceService inference;
    private final MeterRegistry meters;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<ModelName, ExternalModel> models = new LinkedHashMap<>();

    ExternalModels(
            ExternalConfig config,
            InferenceService inference,
            MeterRegistry meters,
            TenantTransactions transactions,
            AuditLog audit) {
        this.config = config;
        this.inference = inference;
        this.meters = meters;
        this.transactions = transactions;
        this.audit = audit;
    }

    void start(@Observes StartupEvent event) throws IOException {
        for (Map.Entry<String, ExternalConfig.Engine> each : config.engines().entrySet()) {
            open(new ModelName(each.getKey()), each.getValue());
        }
        inference.delegateTo(new Delegates() {
            @Override
            public Optional<Delegate> find(ModelName model) {
                return Optional.ofNullable(models.get(model));
            }

            @Override
            public List<ModelName> models() {
                return List.copyOf(models.keySet());
            }
        });
    }

    private void open(ModelName name, ExternalConfig.Engine engine) throws IOException {
        ModelSpec spec = ModelSpec.parse(Files.readAllBytes(engine.spec()));
        ExternalModel model = new ExternalModel(name, engine, spec, meters, threads);
        models.put(name, model);
        try {
            model.verify();
            LOG.infof("model %s is answered for by %s", name, engine.url());
        } catch (OipServerException e) {
            LOG.warnf(
                    "model %s is to be answered for by %s, which is not ready: %s", name, engine.url(), e.getMessage());
        } catch (InvalidPackException e) {
            record(name, engine, AuditOutcome.REFUSED);
            throw e;
        }
        record(name, engine, AuditOutcome.SUCCESS);
    }

    private void record(ModelName name, ExternalConfig.Engine engine, AuditOutcome outcome) {
        Map<String, String> details = Map.of(
                "url", engine.url().toString(),
                "model", engine.modelName().orElse(name.value()),
                "version", engine.modelVersion().orElse(""));
        transactions.run(
                TenantId.PLATFORM,
                () -> audit.append(
                        new AuditEvent(TenantId.PLATFORM, ACTOR, ACTION, "model/" + name, outcome, details)));
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
        models.values().forEach(ExternalModel::close);
    }
}
