package io.trivium.runtime.learning.manifest;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.TaskName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.document.Pace;
import io.trivium.runtime.learning.manifest.ManifestStore.Stored;
import io.trivium.runtime.learning.manifest.ManifestView.LinePage;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestPage;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestSummary;
import io.trivium.runtime.learning.manifest.ManifestView.ManifestVerification;
import io.trivium.runtime.learning.store.LearningConfig;
import io.trivium.runtime.learning.store.LearningMetrics;
import io.trivium.runtime.manifest.CanonicalForm;
import io.trivium.runtime.manifest.ManifestCheck;
import io.trivium.runtime.manifest.ManifestFile;
import io.trivium.runtime.manifest.ManifestHeader;
import io.trivium.runtime.manifest.ManifestLine;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Freezes data sets and computes them again. Thread-safe. */
@ApplicationScoped
public class ManifestService {
    private static final int LINES_AT_ONCE = 500;

    private final ManifestFreezer freezer;
    private final ManifestStore store;
    private final TaskCatalogue catalogue;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final LearningConfig config;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Event<ManifestFrozen> frozen;

    ManifestService(
            ManifestFreezer freezer,
            ManifestStore store,
            TaskCatalogue catalogue,
            TenantTransactions transactions,
            AuditLog audit,
            LearningConfig config,
            InstantSource clock,
            MeterRegistry meters,
            Event<ManifestFrozen> frozen) {
        this.freezer = freezer;
        this.store = store;
        this.catalogue = catalogue;
        this.transactions = transactions;
        this.audit = audit;
        this.config = config;
        this.clock = clock;
        this.meters = meters;
        this.frozen = frozen;
    }

    /**
     * Freezes the examples and labels known at a time.
     *
     * @param actor who requests it, for the audit log
     * @throws PlatformException {@code learning-task-not-found}, {@code learning-manifest-invalid}, {@code
     *     learning-manifest-empty} or {@code learning-manifest-too-large}
     */
    public ManifestView freeze(TenantId tenant, String actor, ManifestRequest request) {
        TaskName task = request.task();
        List<TaskCatalogue.TaskVersion> versions = catalogue.versions(task);
        if (versions.isEmpty()) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "No model of task " + task + " is registered.");
        }
        UUID id = freezer.freeze(tenant, actor, request, versions.getFirst().spec());
        meters.counter(LearningMetrics.MANIFESTS).increment();
        frozen.fireAsync(new ManifestFrozen(tenant, task, id));
        return require(tenant, id);
    }

    public ManifestView require(TenantId tenant, UUID id) {
        return transactions.withConnection(tenant, connection -> {
            Stored stored = stored(connection, tenant, id);
            return new ManifestView(
                    id,
                    stored.hash(),
                    stored.createdBy(),
                    stored.auditSeq(),
                    stored.previousId(),
                    store.erased(connection, tenant, id),
                    store.versions(connection, tenant, id),
                    stored.header());
        });
    }

    /**
     * The data by which two data sets are compared.
     *
     * @param inputs the distribution of each input's values, by its name
     */
    public record ManifestProfile(
            ManifestHeader header, @Nullable UUID previousId, Map<String, ValueBins> inputs) {}

    public ManifestProfile profile(TenantId tenant, UUID id) {
        return transactions.withConnection(tenant, connection -> {
            Stored stored = stored(connection, tenant, id);
            return new ManifestProfile(stored.header(), stored.previousId(), store.profiles(connection, tenant, id));
        });
    }

    ManifestPage list(TenantId tenant, @Nullable String task, @Nullable ManifestCursor cursor, int limit) {
        List<ManifestSummary> found = transactions.withConnection(
                tenant, connection -> store.list(connection, tenant, task, cursor, limit + 1));
        if (found.size() <= limit) return new ManifestPage(found, null);
        ManifestSummary last = found.get(limit - 1);
        return new ManifestPage(found.subList(0, limit), new ManifestCursor(last.createdAt(), last.id()).toString());
    }

    LinePage lines(TenantId tenant, UUID id, int from, int limit) {
        List<ManifestLine> found = transactions.withConnection(
                tenant,
                connection -> store.lines(connection, tenant, stored(connection, tenant, id), from, limit + 1, false));
        if (found.size() <= limit) return new LinePage(found, null);
        return new LinePage(found.subList(0, limit), found.get(limit).ordinal());
    }

    /** The whole manifest: a line with header and hash, then its lines, each canonical JSON. */
    void export(TenantId tenant, UUID id, boolean withInputs, OutputStream out) throws IOException {
        Stored stored = transactions.withConnection(tenant, connection -> stored(connection, tenant, id));
        out.write(ManifestFile.firstLine(stored.canonical(), stored.hash()));
        int next = 0;
        List<ManifestLine> lines;
        do {
            int from = next;
            lines = transactions.withConnection(
                    tenant, connection -> store.lines(connection, tenant, stored, from, LINES_AT_ONCE, withInputs));
            for (ManifestLine line : lines) {
                out.write((CanonicalForm.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            if (!lines.isEmpty()) next = lines.getLast().ordinal() + 1;
        } while (lines.size() == LINES_AT_ONCE);
    }

    /** Records that a user reads the inputs of a manifest's examples. */
    void recordReading(TenantId tenant, String actor, UUID id) {
        transactions.withConnection(tenant, connection -> {
            Stored stored = stored(connection, tenant, id);
            return audit.append(new AuditEvent(
                    tenant,
                    actor,
                    "learning.manifest.read-inputs",
                    "learning-manifest/" + id,
                    AuditOutcome.SUCCESS,
                    Map.of("hash", stored.hash())));
        });
    }

    /** Computes a manifest again from its lines, and the hashes of its examples from their inputs. */
    public ManifestVerification verify(TenantId tenant, UUID id) {
        return transactions.withConnection(tenant, config.freezeTimeout(), connection -> {
            Stored stored = stored(connection, tenant, id);
            ManifestCheck check = new ManifestCheck(stored.canonical(), stored.hash());
            Pace pace = new Pace(config.share());
            int next = 0;
            List<ManifestLine> lines;
            do {
                pace.rest();
                lines = store.lines(connection, tenant, stored, next, LINES_AT_ONCE, false);
                lines.forEach(check::add);
                if (!lines.isEmpty()) next = lines.getLast().ordinal() + 1;
            } while (lines.size() == LINES_AT_ONCE);
            List<String> faults = new ArrayList<>(check.faults());
            if (!stored.id().equals(check.header().manifestId())
                    || !tenant.equals(check.header().tenant())) {
                faults.add("the header is of another manifest");
            }
            if (!store.isAudited(connection, tenant, stored)) faults.add("the audit log does not have this hash");
            long changed = store.changed(connection, tenant, stored);
            if (changed > 0) faults.add(changed + " examples have other inputs than were frozen");
            return new ManifestVerification(
                    id,
                    faults.isEmpty(),
                    faults,
                    check.lines(),
                    check.erased(),
                    store.expired(connection, tenant, stored),
                    changed,
                    stored.hash());
        });
    }

    /** Puts on record that a version of a model learned from a manifest. */
    public ManifestView addVersion(TenantId tenant, String actor, UUID id, ModelName model, VersionNumber version) {
        if (!catalogue.isRegistered(model, version)) {
            throw new PlatformException(
                    RuntimeErrorCode.MODEL_VERSION_NOT_FOUND,
                    "There is no version " + version + " of model " + model + " here.");
        }
        transactions.withConnection(tenant, connection -> {
            stored(connection, tenant, id);
            if (store.addVersion(connection, tenant, id, model, version, clock.instant(), actor)) {
                audit.append(new AuditEvent(
                        tenant,
                        actor,
                        "learning.manifest.learned",
                        "learning-manifest/" + id,
                        AuditOutcome.SUCCESS,
                        Map.of("model", model, "version", version)));
            }
            return id;
        });
        return require(tenant, id);
    }

    private Stored stored(Connection connection, TenantId tenant, UUID id) {
        return store.find(connection, tenant, id)
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_MANIFEST_NOT_FOUND, "No manifest has the id " + id + "."));
    }
}
