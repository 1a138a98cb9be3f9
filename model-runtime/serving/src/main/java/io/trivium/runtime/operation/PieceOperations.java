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
import io.trivium.runtime.expert.Replacement;
import io.trivium.runtime.expert.piece.ExpertConfig;
import io.trivium.runtime.expert.piece.PieceFiles;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.pack.PackArchive;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.pack.PackWriter;
import io.trivium.runtime.registry.ChampionSwitch;
import io.trivium.runtime.registry.store.PackTrials;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Replaces experts of loaded versions, and takes a tenant's own pieces away. A command is audited or not done; a refused
 * set of pieces is audited, too. Thread-safe.
 */
@ApplicationScoped
class PieceOperations {
    private static final Logger LOG = Logger.getLogger(PieceOperations.class);
    private static final String REPLACE = "expert.replace";
    private static final String REMOVE = "expert.tenant.remove";

    private final ExpertCatalogue experts;
    private final ChampionSwitch champions;
    private final ExpertConfig config;
    private final InferenceService inference;
    private final PackTrials trials;
    private final TenantTransactions transactions;
    private final AuditLog audit;

    PieceOperations(
            ExpertCatalogue experts,
            ChampionSwitch champions,
            ExpertConfig config,
            InferenceService inference,
            PackTrials trials,
            TenantTransactions transactions,
            AuditLog audit) {
        this.experts = experts;
        this.champions = champions;
        this.config = config;
        this.inference = inference;
        this.trials = trials;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** The operator, as the audit log records it. */
    record Operator(TenantId tenant, String name) {}

    /**
     * Puts the pieces of a zip file into a loaded version, all of them or none.
     *
     * @param versionOrAlias null for the champion
     * @return the version
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_PACK_INVALID} with all faults; the pieces that served
     *     before continue to serve
     */
    VersionNumber replace(
            ModelName model, @Nullable String versionOrAlias, InputStream zip, String reason, Operator operator) {
        VersionNumber named = inference.resolve(model, Optional.ofNullable(versionOrAlias));
        try {
            Path upload = Files.createTempDirectory(Files.createDirectories(store()), ".upload-");
            try {
                PackArchive.unpack(zip, upload, config.memoryBudget().asLongValue(), PackManifest.MOST_FILES + 1);
                TenantId owner = experts.owner(upload);
                if (owner == null) requireLowRisk(model, named, reason, operator);
                else requireOwn(REPLACE, owner.value(), model, named, reason, operator);
                trials.require(
                        "the pieces",
                        PieceFiles.read(upload).files().keySet().stream()
                                .map(upload::resolve)
                                .filter(Files::isRegularFile)
                                .toList());
                transactions.run(operator.tenant(), () -> {
                    Replacement done = experts.replace(model, named, upload);
                    append(
                            REPLACE,
                            model,
                            named,
                            AuditOutcome.SUCCESS,
                            Map.of(
                                    "tenant",
                                    owner == null ? "" : owner.value(),
                                    "pieces",
                                    done.pieces(),
                                    "reason",
                                    reason),
                            operator);
                });
            } finally {
                PackWriter.deleteTree(upload);
            }
        } catch (InvalidPackException e) {
            throw refused(model, named, reason, e, operator);
        } catch (IOException e) {
            throw new UncheckedIOException("an upload could not be stored", e);
        }
        LOG.infof("replaced pieces of model %s:%s", model, named);
        return named;
    }

    /** An organisation's own pieces change by its own operators alone; an attempt is in both audit logs. */
    private void requireOwn(
            String action, String owner, ModelName model, VersionNumber version, String reason, Operator operator) {
        if (owner.equals(operator.tenant().value())) return;
        Optional<TenantId> concerned = TenantId.parse(owner).filter(tenant -> has(model, version, tenant));
        Map<String, String> details = Map.of(
                "tenant",
                owner,
                "by",
                operator.tenant().value(),
                "reason",
                reason,
                "refused",
                "another organisation's");
        refused(action, model, version, details, operator);
        // An organisation without pieces here is not concerned; anything could be named.
        if (concerned.isPresent()) {
            refused(action, model, version, details, new Operator(concerned.orElseThrow(), operator.name()));
        }
        throw new PlatformException(
                RuntimeErrorCode.EXPERT_PIECES_OF_TENANT,
                "The pieces are " + owner + "'s own: an operator of that organisation replaces or removes them.",
                Map.of("tenant", owner));
    }

    /** Common pieces are the champion's for all organisations: those of a high-risk task come with a version. */
    private void requireLowRisk(ModelName model, VersionNumber version, String reason, Operator operator) {
        if (!champions.isHighRisk(model)) return;
        refused(REPLACE, model, version, Map.of("reason", reason, "refused", "the task is of high risk"), operator);
        throw new PlatformException(
                RuntimeErrorCode.SECOND_PERSON_NEEDED,
                "Model " + model + " is of a high-risk task: register a version with these pieces and propose it with"
                        + " PUT /v1/models/" + model + "/proposal.");
    }

    private void refused(
            String action, ModelName model, VersionNumber version, Map<String, ?> details, Operator operator) {
        transactions.run(
                operator.tenant(), () -> append(action, model, version, AuditOutcome.REFUSED, details, operator));
    }

    private boolean has(ModelName model, VersionNumber version, TenantId tenant) {
        return experts.model(model, version)
                .map(ExpertModelView::tenants)
                .filter(tenants -> tenants.contains(tenant))
                .isPresent();
    }

    private Path store() {
        return config.store()
                .orElseThrow(() -> new IllegalStateException("platform.runtime.expert.store is not set"))
                .toAbsolutePath()
                .normalize();
    }

    private PlatformException refused(
            ModelName model, VersionNumber version, String reason, InvalidPackException e, Operator operator) {
        LOG.warnf("%s %s:%s refused: %s", REPLACE, model, version, e.getMessage());
        refused(REPLACE, model, version, Map.of("faults", e.faults(), "reason", reason), operator);
        return new PlatformException(
                RuntimeErrorCode.MODEL_PACK_INVALID,
                "The pieces are refused: " + String.join("; ", e.faults()) + ".",
                Map.of("faults", e.faults()),
                e);
    }

    /**
     * Serves a tenant with the common pieces.
     *
     * @param owner the tenant as a request names it, which must be the operator's
     * @return the version
     * @throws PlatformException {@link RuntimeErrorCode#EXPERT_NOT_FOUND} when it has no pieces of its own there
     */
    VersionNumber removeTenant(String owner, TenantPiecesRemoval removal, Operator operator) {
        ModelName model = InferenceService.named(removal.model());
        VersionNumber version = inference.resolve(model, Optional.ofNullable(removal.version()));
        requireOwn(REMOVE, owner, model, version, removal.reason(), operator);
        TenantId tenant = operator.tenant();
        if (!has(model, version, tenant)) {
            throw new PlatformException(
                    RuntimeErrorCode.EXPERT_NOT_FOUND,
                    "Tenant " + tenant + " has no pieces of its own in version " + version + " of model " + model + ".",
                    Map.of("tenant", owner));
        }
        transactions.run(operator.tenant(), () -> {
            append(
                    REMOVE,
                    model,
                    version,
                    AuditOutcome.SUCCESS,
                    Map.of("tenant", owner, "reason", removal.reason()),
                    operator);
            experts.removeTenant(model, version, tenant);
        });
        return version;
    }

    private void append(
            String action,
            ModelName model,
            VersionNumber version,
            AuditOutcome outcome,
            Map<String, ?> details,
            Operator operator) {
        audit.append(new AuditEvent(
                operator.tenant(), operator.name(), action, "model/" + model + ":" + version, outcome, details));
    }
}
