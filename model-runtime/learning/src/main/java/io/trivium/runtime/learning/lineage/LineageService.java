package io.trivium.runtime.learning.lineage;

import io.trivium.core.model.ModelReference;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.lineage.LineageView.AnsweringVersion;
import io.trivium.runtime.learning.lineage.LineageView.PieceView;
import io.trivium.runtime.learning.store.ExampleReader;
import io.trivium.runtime.learning.store.ExampleView;
import io.trivium.runtime.pack.PackManifest;
import io.trivium.runtime.registry.VersionRecords;
import io.trivium.runtime.registry.store.VersionRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows an answer back. Thread-safe. */
@ApplicationScoped
class LineageService {
    private final ExampleReader examples;
    private final LineageReader lineage;
    private final VersionRecords versions;
    private final InstantSource clock;

    LineageService(ExampleReader examples, LineageReader lineage, VersionRecords versions, InstantSource clock) {
        this.examples = examples;
        this.lineage = lineage;
        this.versions = versions;
        this.clock = clock;
    }

    LineageView of(TenantId tenant, TaskName task, String exampleId) {
        Instant now = clock.instant();
        ExampleView example = examples.require(tenant, task, exampleId, now, now);
        return new LineageView(
                example,
                example.example() == null
                        ? null
                        : answered(tenant, example.example().modelVersion()),
                lineage.held(tenant, task, exampleId));
    }

    private @Nullable AnsweringVersion answered(TenantId tenant, @Nullable ModelReference answered) {
        if (answered == null) return null;
        return versions.find(tenant, answered.name(), answered.version())
                .map(record -> answering(tenant, record))
                .orElse(null);
    }

    private AnsweringVersion answering(TenantId tenant, VersionRecord record) {
        Optional<PackManifest.Provenance> provenance = record.pack().map(PackManifest::provenance);
        return new AnsweringVersion(
                record.model(),
                record.version(),
                record.sha256(),
                record.signature(),
                record.registeredAt(),
                record.registeredBy(),
                provenance.map(PackManifest.Provenance::codeRevision).orElse(null),
                provenance.map(PackManifest.Provenance::command).orElse(null),
                provenance.map(PackManifest.Provenance::seed).orElse(null),
                provenance.map(known -> known.data().name()).orElse(null),
                record.pack().map(LineageService::pieces).orElse(List.of()),
                lineage.learned(tenant, record.model(), record.version()));
    }

    private static List<PieceView> pieces(PackManifest pack) {
        return pack.files().stream()
                .map(file -> new PieceView(file.path(), file.sha256(), file.bytes()))
                .toList();
    }
}
