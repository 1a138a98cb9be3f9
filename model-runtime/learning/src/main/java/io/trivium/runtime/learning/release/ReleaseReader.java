package io.trivium.runtime.learning.release;

import io.trivium.core.error.PlatformException;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.release.ReleaseView.ReleasePage;
import io.trivium.runtime.learning.release.ReleaseView.Requests;
import io.trivium.runtime.learning.release.figure.Figures;
import io.trivium.runtime.learning.release.figure.LiveLoss;
import io.trivium.runtime.learning.release.figure.Side;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.registry.TaskCatalogue;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases as they are shown to a user of a tenant. Thread-safe. */
@ApplicationScoped
public class ReleaseReader {
    private static final SqlQuery<Boolean> HAS_MANIFEST = SqlQuery.of(Boolean.class, """
            select exists (select from learning_manifest where tenant_id = :tenant and manifest_id = :manifest)
            """);

    private final TaskCatalogue catalogue;
    private final ReleaseStore store;
    private final FigureStore figures;
    private final LiveQuality quality;
    private final ReleasePolicy policy;
    private final Pins pins;
    private final ReleaseConfig config;
    private final TenantTransactions transactions;

    ReleaseReader(
            TaskCatalogue catalogue,
            ReleaseStore store,
            FigureStore figures,
            LiveQuality quality,
            ReleasePolicy policy,
            Pins pins,
            ReleaseConfig config,
            TenantTransactions transactions) {
        this.catalogue = catalogue;
        this.store = store;
        this.figures = figures;
        this.quality = quality;
        this.policy = policy;
        this.pins = pins;
        this.config = config;
        this.transactions = transactions;
    }

    ReleasePage list(TenantId tenant, String task, @Nullable UUID after, int limit) {
        TaskName named = TaskName.parse(task)
                .filter(catalogue.tasks()::contains)
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_TASK_NOT_FOUND, "No model of task " + task + " is registered."));
        return transactions.withConnection(tenant, connection -> {
            List<Release> found = store.list(connection, named, after, limit + 1);
            List<ReleaseView> views = new ArrayList<>();
            for (Release each : found.subList(0, Math.min(limit, found.size()))) {
                views.add(view(connection, tenant, each));
            }
            return new ReleasePage(
                    views, found.size() > limit ? found.get(limit - 1).id() : null);
        });
    }

    /** The release; refused as {@code learning-release-not-found} when there is none. */
    public ReleaseView require(TenantId tenant, UUID id) {
        return transactions.withConnection(
                tenant,
                connection -> view(
                        connection, tenant, store.find(connection, id).orElseThrow(() -> ReleaseActs.notFound(id))));
    }

    private ReleaseView view(Connection connection, TenantId tenant, Release release) {
        Map<ReleaseState, Map<Side, Figures>> phases = figures.sums(connection, release.id());
        Map<Side, Figures> all = new EnumMap<>(Side.class);
        phases.values().forEach(phase -> phase.forEach((side, each) -> all.merge(side, each, Figures::plus)));
        Figures champion = all.getOrDefault(Side.CHAMPION, Figures.NONE);
        Figures challenger = all.getOrDefault(Side.CHALLENGER, Figures.NONE);
        long canary = phases.getOrDefault(ReleaseState.CANARY, Map.of())
                .getOrDefault(Side.CHALLENGER, Figures.NONE)
                .live()
                .asked();
        boolean isOwn = isOwn(connection, tenant, release);
        boolean pinned = pins.find(connection, release.task()).isPresent();
        return new ReleaseView(
                release.id(),
                release.task(),
                release.model(),
                release.version(),
                release.champion(),
                release.state(),
                release.highRisk(),
                release.offeredBy(),
                release.offeredAt(),
                release.stateSince(),
                release.finishedAt(),
                policy.share(release, pinned),
                new Requests(
                        challenger.rehearsed().asked(), canary, champion.live().asked()),
                Comparison.of(
                        config,
                        policy.scoreShift(release),
                        champion,
                        challenger,
                        quality.figures(connection, release, tenant),
                        LiveLoss.name(policy.head(release).orElse(Head.NONE))),
                store.alarms(connection, release.id()),
                store.decisions(connection, release.id()),
                isOwn ? release.gates() : List.of(),
                isOwn ? release.update() : null,
                isOwn ? release.manifest() : null,
                release.code(),
                release.message());
    }

    /** Whether it was made from the tenant's own examples, or from no tenant's. */
    private static boolean isOwn(Connection connection, TenantId tenant, Release release) {
        if (release.manifest() == null) return release.update() == null;
        return HAS_MANIFEST
                .on(connection)
                .set("tenant", tenant)
                .set("manifest", release.manifest())
                .one();
    }
}
