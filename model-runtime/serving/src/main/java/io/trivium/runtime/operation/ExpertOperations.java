package io.trivium.runtime.operation;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.moe.ExpertId;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows experts and takes them out of use, into use, into memory. A command is audited and kept, or not done; other replicas follow it
 * ({@link ExpertFollower}). Thread-safe.
 */
@ApplicationScoped
class ExpertOperations {
    private final ExpertCatalogue experts;
    private final ExpertCommandRepository commands;
    private final InferenceService inference;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    ExpertOperations(
            ExpertCatalogue experts,
            ExpertCommandRepository commands,
            InferenceService inference,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.experts = experts;
        this.commands = commands;
        this.inference = inference;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The experts of a loaded version.
     *
     * @param versionOrAlias null for the champion
     * @throws PlatformException when it is not loaded
     */
    ExpertGridView grid(ModelName model, @Nullable String versionOrAlias) {
        VersionNumber named = inference.resolve(model, Optional.ofNullable(versionOrAlias));
        return experts.model(model, named)
                .map(found -> ExpertGridView.of(found, experts.budgetBytes(), clock.instant()))
                .orElseGet(() -> ExpertGridView.withoutExperts(
                        model.value(),
                        named.value(),
                        inference.residentBytes(model, named).orElse(0L),
                        experts.budgetBytes(),
                        clock.instant()));
    }

    /** Does a command to all the experts named, or to none when one of them is not there. */
    ExpertGridView change(ExpertCommand command, ExpertChange change, TenantId tenant, String who) {
        ModelName model = InferenceService.named(change.model());
        VersionNumber version = inference.resolve(model, Optional.ofNullable(change.version()));
        List<ExpertId> ids = require(model, version, change.experts());
        transactions.run(tenant, () -> {
            audit.append(new AuditEvent(
                    tenant,
                    who,
                    command.action(),
                    "model/" + model + ":" + version,
                    AuditOutcome.SUCCESS,
                    Map.of("experts", change.experts(), "reason", change.reason())));
            commands.add(command, change, version, clock.instant(), who);
        });
        for (ExpertId id : ids) apply(command, model, version, id);
        return grid(model, version.value());
    }

    private void apply(ExpertCommand command, ModelName model, VersionNumber version, ExpertId id) {
        switch (command) {
            case MASK -> experts.mask(model, version, id, true);
            case UNMASK -> experts.mask(model, version, id, false);
            case PIN -> experts.pin(model, version, id, true);
            case UNPIN -> experts.pin(model, version, id, false);
        }
    }

    private List<ExpertId> require(ModelName model, VersionNumber version, List<String> names) {
        Optional<ExpertModelView> loaded = experts.model(model, version);
        List<ExpertId> ids = new ArrayList<>();
        for (String name : names) {
            Optional<ExpertId> id = ExpertId.parse(name);
            boolean known = id.isPresent()
                    && loaded.stream()
                            .flatMap(found -> found.experts().stream())
                            .anyMatch(expert -> id.equals(Optional.of(expert.id())));
            if (!known) {
                throw new PlatformException(
                        RuntimeErrorCode.EXPERT_NOT_FOUND,
                        "Version " + version + " of model " + model + " has no expert " + name + ".",
                        Map.of("expert", name));
            }
            ids.add(id.orElseThrow());
        }
        return ids;
    }
}
