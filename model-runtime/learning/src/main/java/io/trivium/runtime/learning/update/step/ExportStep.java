package io.trivium.runtime.learning.update.step;

import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.learning.manifest.ManifestService;
import io.trivium.runtime.learning.manifest.ManifestView;
import io.trivium.runtime.learning.store.TaskPolicies;
import io.trivium.runtime.learning.update.Ownership;
import io.trivium.runtime.learning.update.UpdateChange;
import io.trivium.runtime.learning.update.UpdateConfig;
import io.trivium.runtime.learning.update.UpdateFailure;
import io.trivium.runtime.learning.update.UpdateJson;
import io.trivium.runtime.learning.update.UpdateRow;
import io.trivium.runtime.learning.update.UpdateState;
import io.trivium.runtime.learning.update.UpdateStep;
import io.trivium.runtime.learning.update.UpdateStore;
import io.trivium.runtime.learning.update.WorkDirectory;
import io.trivium.runtime.manifest.LabelTargets;
import io.trivium.runtime.manifest.Part;
import io.trivium.runtime.registry.Challengers;
import io.trivium.runtime.registry.TaskCatalogue;
import io.trivium.runtime.statistics.BoundedLabels;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Writes the manifest's rows with their inputs into the work directory, in the form that the trainer reads. */
@ApplicationScoped
class ExportStep implements UpdateStep {
    private static final int LOOKED_AT = 1_000;

    private final ManifestService manifests;
    private final ManifestRows rows;
    private final TaskPolicies policies;
    private final Challengers challengers;
    private final TaskCatalogue catalogue;
    private final UpdateStore store;
    private final TenantTransactions transactions;
    private final UpdateConfig config;

    ExportStep(
            ManifestService manifests,
            ManifestRows rows,
            TaskPolicies policies,
            Challengers challengers,
            TaskCatalogue catalogue,
            UpdateStore store,
            TenantTransactions transactions,
            UpdateConfig config) {
        this.manifests = manifests;
        this.rows = rows;
        this.policies = policies;
        this.challengers = challengers;
        this.catalogue = catalogue;
        this.store = store;
        this.transactions = transactions;
        this.config = config;
    }

    /** Rows by part. */
    record Exported(int train, int validation, int test) {}

    @Override
    public UpdateState state() {
        return UpdateState.EXPORTING;
    }

    @Override
    public UpdateChange run(UpdateRow row, Ownership own) throws IOException, InterruptedException {
        Exported exported = export(row, own);
        if (exported.train() == 0 || exported.validation() == 0) {
            throw new UpdateFailure(
                    "too-few-rows",
                    "The data set has " + exported.train() + " rows to learn from and " + exported.validation()
                            + " to choose the epoch with; wait for more labels, or set train-days or validation-days of"
                            + " platform.runtime.learning.update.tasks.\"" + row.task() + "\" higher.");
        }
        return UpdateChange.to(UpdateState.TRAINING)
                .set("challenger", nextVersion(row))
                .set("rival", row.settings().rival() ? nextVersion(row) : null)
                .set("train_rows", exported.train())
                .set("validation_rows", exported.validation())
                .set("test_rows", exported.test());
    }

    /** A version of the champion's line that does not exist yet. */
    private VersionNumber nextVersion(UpdateRow row) {
        String line = row.champion().value().split("\\.", -1)[0];
        VersionNumber version;
        do {
            version = new VersionNumber(line + "." + transactions.withConnection(row.tenant(), store::nextNumber));
        } while (catalogue.isRegistered(row.model(), version));
        return version;
    }

    /** Writes the files unless they exist; the same manifest gives the same bytes. */
    Exported export(UpdateRow row, Ownership own) throws IOException, InterruptedException {
        WorkDirectory work = WorkDirectory.of(config.work(), row.tenant(), row.id());
        if (Files.exists(work.exported())) return UpdateJson.read(Files.readString(work.exported()), Exported.class);
        work.create();
        Challengers.Trainable champion = TrainingCommand.source(challengers, row);
        LabelTargets targets = targets(row, champion);
        ManifestView manifest = manifests.require(row.tenant(), row.requireManifest());
        Instant oldest = manifest.header()
                .split()
                .validationFrom()
                .minus(Duration.ofDays(row.settings().trainDays()));
        Map<Part, PartFile> files = new EnumMap<>(Part.class);
        try {
            for (Part part : Part.values()) {
                files.put(part, new PartFile(work.root(), part.word(), champion.spec(), targets.perRow()));
            }
            write(row, oldest, targets, files, own);
            for (PartFile file : files.values()) file.finish();
        } finally {
            for (PartFile file : files.values()) file.close();
        }
        Exported exported =
                new Exported(rowsOf(files, Part.TRAIN), rowsOf(files, Part.VALIDATION), rowsOf(files, Part.TEST));
        Files.writeString(work.exported(), UpdateJson.write(exported));
        return exported;
    }

    private void write(UpdateRow row, Instant oldest, LabelTargets targets, Map<Part, PartFile> files, Ownership own)
            throws IOException, InterruptedException {
        boolean[] stopped = new boolean[1];
        rows.forEach(row.tenant(), row.task(), row.requireManifest(), each -> {
            if (each.ordinal() % LOOKED_AT == 0) stopped[0] |= own.isToStop();
            if (stopped[0] || (each.part() == Part.TRAIN && each.occurredAt().isBefore(oldest))) return;
            PartFile file = files.get(each.part());
            if (file != null) file.add(each.inputs(), target(targets, each.label()), each.hash());
        });
        if (stopped[0]) throw new InterruptedException("the export was stopped");
    }

    private LabelTargets targets(UpdateRow row, Challengers.Trainable champion) {
        try {
            return new LabelTargets(champion.spec(), policies.labels(row.task()).labels());
        } catch (IllegalArgumentException e) {
            throw new UpdateFailure("head-not-trainable", e.getMessage() + "; switch the updates of this task off.", e);
        }
    }

    private static BoundedLabels target(LabelTargets targets, String label) {
        try {
            return targets.of(label);
        } catch (IllegalArgumentException e) {
            throw new UpdateFailure("label-unknown", String.valueOf(e.getMessage()), e);
        }
    }

    private static int rowsOf(Map<Part, PartFile> files, Part part) {
        PartFile file = files.get(part);
        return file == null ? 0 : file.rows();
    }
}
