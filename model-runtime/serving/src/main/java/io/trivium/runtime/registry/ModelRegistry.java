package io.trivium.runtime.registry;

import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.fault.FaultPoint;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.pack.InvalidPackException;
import io.trivium.runtime.registry.store.PackDetails;
import io.trivium.runtime.registry.store.PackSource;
import io.trivium.runtime.registry.store.RegistryLock;
import io.trivium.runtime.registry.store.TaskGovernance;
import io.trivium.runtime.registry.store.VersionState;
import io.trivium.runtime.serving.InferenceService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Which versions of the models are in memory and which serve. A version is verified whenever it is loaded; one that
 * fails is refused and the versions that served before continue to serve. Changes are made one at a time and audited.
 * Thread-safe.
 */
@ApplicationScoped
public class ModelRegistry {
    private static final Logger LOG = Logger.getLogger(ModelRegistry.class);

    private final ModelVersionRepository versions;
    private final ModelCatalogue catalogue;
    private final Promotions promotions;
    private final VersionLoader loader;
    private final InferenceService inference;
    private final RegistryJournal journal;
    private final RegistryLock changes;
    private final TaskGovernance governance;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    ModelRegistry(
            ModelVersionRepository versions,
            ModelCatalogue catalogue,
            Promotions promotions,
            VersionLoader loader,
            InferenceService inference,
            RegistryJournal journal,
            RegistryLock changes,
            TaskGovernance governance,
            TenantTransactions transactions,
            InstantSource clock) {
        this.versions = versions;
        this.catalogue = catalogue;
        this.promotions = promotions;
        this.loader = loader;
        this.inference = inference;
        this.journal = journal;
        this.changes = changes;
        this.governance = governance;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Loads a version in addition to those that serve; it then answers requests that name it. */
    ModelVersionView load(ModelName model, VersionNumber version, Operator operator) {
        ModelVersion entity = open("model.load", model, version, false, operator);
        changes.lock();
        try {
            load("model.load", entity, operator);
            change("model.load", entity, operator, ModelVersion::loaded);
        } finally {
            changes.unlock();
        }
        return catalogue.version(model, version);
    }

    /** Loads a version if need be and makes it the champion, which gets the requests that name no version. */
    ModelVersionView activate(ModelName model, VersionNumber version, String reason, Operator operator) {
        ModelVersion entity = permitted("model.activate", model, version, true, operator);
        requireSecondPerson("model.activate", entity, operator);
        load("model.activate", entity, operator);
        changes.lock();
        try {
            promote("model.activate", entity, Alias.CHAMPION, reason, operator);
        } finally {
            changes.unlock();
        }
        return catalogue.version(model, version);
    }

    /**
     * Lets an alias name a version, which is loaded if need be.
     *
     * @throws PlatformException {@link RuntimeErrorCode#MODEL_GATE_FAILED} when it would be the champion and its figures
     *     do not keep the limits of its task and of its specification; {@link RuntimeErrorCode#SECOND_PERSON_NEEDED}
     *     when it would be the champion of a high-risk task
     */
    AliasView promote(ModelName model, String alias, VersionNumber version, String reason, Operator operator) {
        boolean asChampion = Alias.require(alias).equals(Alias.CHAMPION);
        ModelVersion entity = permitted("model.promote", model, version, asChampion, operator);
        if (asChampion) requireSecondPerson("model.promote", entity, operator);
        load("model.promote", entity, operator);
        changes.lock();
        try {
            return AliasView.of(promote("model.promote", entity, alias, reason, operator));
        } finally {
            changes.unlock();
        }
    }

    /**
     * Makes a version the champion, in one transaction with {@code guard}, which runs before the move, and {@code along},
     * which runs after it; an exception of either undoes the move.
     */
    void promote(
            ModelName model, VersionNumber version, String reason, Operator operator, Runnable guard, Runnable along) {
        ModelVersion entity = open("model.promote", model, version, true, operator);
        changes.lock();
        try {
            point(
                    "model.promote",
                    entity,
                    Alias.CHAMPION,
                    reason,
                    operator,
                    () -> {
                        guard.run();
                        return promotions.promote(model, Alias.CHAMPION, version, operator.name(), reason);
                    },
                    along);
        } finally {
            changes.unlock();
        }
    }

    /**
     * Loads a version before the registry is locked, if this operator may have it: other changes do not wait for its
     * graphs, and the change itself finds it loaded. Only the state of the row is read again then: everything else
     * about a version stays as it was registered.
     */
    private ModelVersion open(
            String action, ModelName model, VersionNumber version, boolean asChampion, Operator operator) {
        ModelVersion entity = permitted(action, model, version, asChampion, operator);
        load(action, entity, operator);
        return entity;
    }

    private ModelVersion permitted(
            String action, ModelName model, VersionNumber version, boolean asChampion, Operator operator) {
        ModelVersion entity = catalogue.require(model, version);
        requireEverybodys(action, entity, operator);
        if (asChampion && entity.source() == PackSource.UPLOADED) requireGates(action, entity, operator);
        return entity;
    }

    private void load(String action, ModelVersion entity, Operator operator) {
        try {
            loader.load(entity);
        } catch (InvalidPackException e) {
            throw journal.refused(action, entity.id(), e, operator);
        }
    }

    private Promotion promote(String action, ModelVersion entity, String alias, String reason, Operator operator) {
        return point(
                action,
                entity,
                alias,
                reason,
                operator,
                () -> promotions.promote(entity.modelName(), alias, entity.version(), operator.name(), reason),
                ModelRegistry::nothing);
    }

    /** Lets an alias name the version again that it named before. */
    AliasView rollBack(ModelName model, String alias, String reason, Operator operator) {
        Alias.require(alias);
        VersionNumber version = catalogue.read(() -> promotions.previous(model, alias));
        ModelVersion entity = open("model.rollback", model, version, false, operator);
        changes.lock();
        try {
            return AliasView.of(
                    rollBack(entity, alias, reason, operator, ModelRegistry::nothing, ModelRegistry::nothing));
        } finally {
            changes.unlock();
        }
    }

    /**
     * Makes the champion before this one champion again; {@code guard} and {@code along} as of {@link #promote(ModelName,
     * VersionNumber, String, Operator, Runnable, Runnable)}.
     *
     * @param version the champion before this one
     */
    void rollBack(
            ModelName model, VersionNumber version, String reason, Operator operator, Runnable guard, Runnable along) {
        ModelVersion entity = open("model.rollback", model, version, false, operator);
        changes.lock();
        try {
            rollBack(entity, Alias.CHAMPION, reason, operator, guard, along);
        } finally {
            changes.unlock();
        }
    }

    private Promotion rollBack(
            ModelVersion entity, String alias, String reason, Operator operator, Runnable guard, Runnable along) {
        ModelName model = entity.modelName();
        return point(
                "model.rollback",
                entity,
                alias,
                reason,
                operator,
                () -> {
                    guard.run();
                    if (!entity.version().equals(promotions.previous(model, alias))) {
                        throw Promotions.changed(model, alias, null);
                    }
                    return promotions.rollBack(model, alias, operator.name(), reason);
                },
                along);
    }

    /** Lets this process serve the champion that the database names. */
    void follow(ModelName model) {
        Optional.ofNullable(catalogue.versionsByAlias(model).get(Alias.CHAMPION))
                .ifPresent(champion -> loader.load(catalogue.require(model, champion)));
        changes.lock();
        try {
            Map<String, VersionNumber> named = catalogue.versionsByAlias(model);
            VersionNumber champion = named.get(Alias.CHAMPION);
            if (champion == null) return;
            loader.load(catalogue.require(model, champion));
            inference.makeDefault(model, champion);
            inference.setAliases(model, named);
        } finally {
            changes.unlock();
        }
    }

    /** Removes an alias; the version it named stays as it is. */
    void removeAlias(ModelName model, String alias, String reason, Operator operator) {
        changes.lock();
        try {
            if (Alias.require(alias).equals(Alias.CHAMPION)) {
                throw new PlatformException(
                        RuntimeErrorCode.MODEL_ALIAS_REQUIRED,
                        "Requests that name no version go to the champion; promote another version instead.");
            }
            Map<String, VersionNumber> named = transactions.call(operator.tenant(), () -> {
                promotions.remove(model, alias, operator.name(), reason);
                journal.record(
                        "model.alias.remove",
                        model.value(),
                        AuditOutcome.SUCCESS,
                        Map.of("alias", alias, "reason", reason),
                        operator);
                return promotions.versionsByAlias(model);
            });
            inference.setAliases(model, named);
        } finally {
            changes.unlock();
        }
    }

    /** A stored move, and the versions by alias after it. */
    private record Moved(Promotion promotion, Map<String, VersionNumber> named) {}

    /**
     * Moves an alias to a version, in memory and in one transaction with the version's state and the audit entry. Every
     * change of the registry, on every replica, writes in the same order, so that none waits for another that waits for
     * it: the alias's move, the version's row, the rows of {@code along}, the audit log. Of two moves of an alias, the
     * later one fails at the first of them.
     */
    private Promotion point(
            String action,
            ModelVersion entity,
            String alias,
            String reason,
            Operator operator,
            Supplier<Promotion> promotion,
            Runnable along) {
        ModelName model = entity.modelName();
        VersionNumber version = entity.version();
        load(action, entity, operator);
        FaultPoint.pass("runtime.version.loaded");
        Moved moved = transactions.call(operator.tenant(), () -> {
            Promotion made = promotion.get();
            ModelVersion stored = existing(entity);
            versions.update(stored, alias.equals(Alias.CHAMPION) ? stored.activated(clock.instant()) : stored.loaded());
            along.run();
            Map<String, VersionNumber> named = promotions.versionsByAlias(model);
            // An alias that named the version already has no new move, which would have excluded another one.
            if (!version.equals(named.get(alias))) throw Promotions.changed(model, alias, null);
            // Last: whoever writes to the organisation's audit log waits until this transaction has ended.
            journal.record(
                    action,
                    stored,
                    AuditOutcome.SUCCESS,
                    Map.of("sha256", stored.sha256(), "alias", alias, "reason", reason),
                    operator);
            return new Moved(made, named);
        });
        FaultPoint.pass("runtime.alias.stored");
        if (alias.equals(Alias.CHAMPION)) inference.makeDefault(model, version);
        inference.setAliases(model, moved.named());
        FaultPoint.pass("runtime.alias.served");
        LOG.infof("%s of model %s is now version %s", alias, model, version);
        return moved.promotion();
    }

    /** The additional work of a move that is not a release's: none. */
    private static void nothing() {}

    /** A version that learned from one tenant's data alone serves that tenant only. */
    private void requireEverybodys(String action, ModelVersion entity, Operator operator) {
        if (entity.ownTenant().isEmpty()) return;
        if (!entity.isVisibleTo(operator.tenant())) {
            throw ModelCatalogue.notFound(
                    entity.modelName().value(), entity.version().value());
        }
        transactions.run(
                operator.tenant(),
                () -> journal.record(
                        action, entity, AuditOutcome.REFUSED, Map.of("reason", "it is one tenant's"), operator));
        throw new PlatformException(
                RuntimeErrorCode.MODEL_VERSION_OF_TENANT,
                "Version " + entity.version() + " of model " + entity.modelName() + " learned from the data of "
                        + entity.ownTenant().orElseThrow().value() + " alone: it serves that organisation as its"
                        + " variant, and is neither loaded nor promoted; train one with scope platform instead.");
    }

    /** Whether any version of the model is of a high-risk task: a pack cannot leave the class by naming another task. */
    boolean isHighRisk(ModelName model) {
        return tasks(model).stream().anyMatch(governance::isHighRisk);
    }

    private List<TaskName> tasks(ModelName model) {
        return catalogue.read(() -> versions.tasks(model));
    }

    /** One person alone changes no champion of a high-risk task, except back to the one before. */
    private void requireSecondPerson(String action, ModelVersion entity, Operator operator) {
        ModelName model = entity.modelName();
        if (operator.equals(Operator.SYSTEM) || !isHighRisk(model)) return;
        transactions.run(
                operator.tenant(),
                () -> journal.record(
                        action,
                        entity,
                        AuditOutcome.REFUSED,
                        Map.of("reason", "the task is of high risk; a second person approves"),
                        operator));
        throw new PlatformException(
                RuntimeErrorCode.SECOND_PERSON_NEEDED,
                "Model " + model + " is of a high-risk task: propose version " + entity.version()
                        + " with PUT /v1/models/"
                        + model + "/proposal and let another operator approve it; the champion before this one comes"
                        + " back with a rollback.");
    }

    private void requireGates(String action, ModelVersion entity, Operator operator) {
        Optional<PackDetails> details = catalogue.details(entity);
        if (details.isEmpty()) return; // the pack is refused when it is loaded, with its reasons
        Map<String, Double> metrics =
                details.orElseThrow().manifest().provenance().metrics();
        // The task's gates hold whatever the pack says; the pack's come in addition.
        List<String> failed = Stream.concat(
                        governance.gates(tasks(entity.modelName())).stream(),
                        details.orElseThrow().spec().objective().gates().stream())
                .distinct()
                .filter(gate -> !gate.passes(metrics))
                .map(gate -> gate.metric() + " is " + metrics.get(gate.metric()) + ", the gate is " + gate.limits())
                .toList();
        if (failed.isEmpty()) return;
        transactions.run(
                operator.tenant(),
                () -> journal.record(action, entity, AuditOutcome.REFUSED, Map.of("gates", failed), operator));
        throw new PlatformException(
                RuntimeErrorCode.MODEL_GATE_FAILED,
                "Version " + entity.version() + " of model " + entity.modelName() + " may not be the champion: "
                        + String.join("; ", failed) + ".",
                Map.of("gates", failed));
    }

    /** Takes a version out of memory once its requests are answered; the latest activated of the others takes over. */
    ModelVersionView unload(ModelName model, VersionNumber version, Operator operator) {
        changes.lock();
        try {
            ModelVersion unloaded = catalogue.require(model, version);
            requireEverybodys("model.unload", unloaded, operator);
            Optional<ModelVersion> successor = Optional.empty();
            boolean serving = inference.defaultVersion(model).equals(Optional.of(version));
            if (serving) {
                requireSecondPerson("model.unload", unloaded, operator);
                successor = latestActive(model, version);
                if (successor.isEmpty()) {
                    throw new PlatformException(
                            RuntimeErrorCode.MODEL_VERSION_SERVING,
                            "Version " + version + " is the only active one of model " + model
                                    + "; activate another first.");
                }
            }
            Optional<VersionNumber> next = successor.map(ModelVersion::version);
            change("model.unload", unloaded, operator, stored -> {
                next.ifPresent(other -> promotions.promote(
                        model, Alias.CHAMPION, other, operator.name(), "version " + version + " was unloaded"));
                return stored.unloaded();
            });
            next.ifPresent(other -> inference.makeDefault(model, other));
            inference.setAliases(model, catalogue.versionsByAlias(model));
            inference.unload(model, version);
        } finally {
            changes.unlock();
        }
        return catalogue.version(model, version);
    }

    private Optional<ModelVersion> latestActive(ModelName model, VersionNumber except) {
        return catalogue.read(() -> versions.ofModel(model)).stream()
                .filter(entity -> entity.state() == VersionState.ACTIVE
                        && !entity.version().equals(except))
                .filter(entity -> inference.isLoaded(model, entity.version()))
                .max(ModelVersion::byActivation);
    }

    private void change(String action, ModelVersion entity, Operator operator, UnaryOperator<ModelVersion> change) {
        transactions.run(operator.tenant(), () -> {
            ModelVersion stored = existing(entity);
            versions.update(stored, change.apply(stored));
            journal.record(action, stored, AuditOutcome.SUCCESS, Map.of("sha256", stored.sha256()), operator);
        });
    }

    /** The row as it is now, in the caller's transaction. */
    private ModelVersion existing(ModelVersion seen) {
        return versions.findExisting(seen.modelName(), seen.version())
                .orElseThrow(() -> ModelCatalogue.notFound(
                        seen.modelName().value(), seen.version().value()));
    }
}
