package io.trivium.industrial.cycle;

import io.trivium.core.error.PlatformException;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.cycle.CycleViews.ClassProbability;
import io.trivium.industrial.cycle.CycleViews.CycleCurve;
import io.trivium.industrial.cycle.CycleViews.CycleDefect;
import io.trivium.industrial.cycle.CycleViews.ProcessCycle;
import io.trivium.industrial.cycle.CycleViews.ProcessCycleDetail;
import io.trivium.industrial.cycle.CycleViews.ProcessCycles;
import io.trivium.industrial.model.CycleProfile;
import io.trivium.industrial.model.CycleReference;
import io.trivium.industrial.model.CycleShape;
import io.trivium.industrial.paging.PageCursor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Cycles as they are shown. Thread-safe. */
@ApplicationScoped
class CycleReader {
    private static final SqlQuery<TagUnit> UNITS =
            SqlQuery.of(TagUnit.class, "select name, unit from tag where tenant_id = :tenant and asset_id = :asset");

    private final CycleStore store;
    private final CycleTypes types;
    private final PlantPlaces places;
    private final CycleConfig config;
    private final TenantTransactions transactions;

    CycleReader(
            CycleStore store,
            CycleTypes types,
            PlantPlaces places,
            CycleConfig config,
            TenantTransactions transactions) {
        this.store = store;
        this.types = types;
        this.places = places;
        this.config = config;
        this.transactions = transactions;
    }

    private record TagUnit(String name, String unit) {}

    ProcessCycles list(TenantId tenant, UUID assetId, @Nullable PageCursor after, int limit) {
        CycleProfile profile = profile(tenant, assetId);
        List<StoredCycle> found = transactions.withConnection(
                tenant, connection -> store.list(connection, tenant, assetId, after, limit + 1));
        List<CycleDefect> defects = profile == null
                ? List.of()
                : profile.defects().stream()
                        .map(defect -> new CycleDefect(defect.name(), defect.code()))
                        .toList();
        boolean more = found.size() > limit;
        List<StoredCycle> page = more ? found.subList(0, limit) : found;
        return new ProcessCycles(
                page.stream().map(CycleReader::view).toList(),
                defects,
                more ? new PageCursor(page.getLast().begin(), page.getLast().cycleId()).encode() : null);
    }

    ProcessCycleDetail detail(TenantId tenant, UUID assetId, UUID cycleId) {
        CycleProfile profile = profile(tenant, assetId);
        return transactions.withConnection(tenant, connection -> {
            StoredCycle cycle = store.find(connection, tenant, assetId, cycleId).orElseThrow(CycleReader::notFound);
            CycleShape shape = cycle.shape();
            if (shape == null) return new ProcessCycleDetail(view(cycle), List.of(), List.of(), 0, List.of());
            List<CycleShape> good = store.good(
                    connection, tenant, assetId, cycle.job(), cycle.tags(), cycle.begin(), CycleJudge.REFERENCE);
            CycleReference reference = good.size() < config.reference() ? null : CycleReference.of(good);
            return new ProcessCycleDetail(
                    view(cycle),
                    probabilities(cycle, profile),
                    curves(cycle, shape, reference, units(connection, tenant, assetId)),
                    reference == null ? 0 : reference.cycles(),
                    reference == null ? List.of() : CycleJudge.shares(cycle.tags(), shape, reference));
        });
    }

    /** Returns the profile for judging the cycles of an asset's type; null if there is none. */
    @Nullable
    CycleProfile profile(TenantId tenant, UUID assetId) {
        AssetPlace place = places.require(tenant, assetId);
        return place.assetType() == null ? null : types.find(place.assetType()).orElse(null);
    }

    static PlatformException notFound() {
        return new PlatformException(
                IndustrialErrorCode.CYCLE_NOT_FOUND, IndustrialErrorCode.CYCLE_NOT_FOUND.meaning());
    }

    static ProcessCycle view(StoredCycle cycle) {
        StoredCycle.Verdict verdict = cycle.verdict();
        StoredCycle.Label label = cycle.label();
        return new ProcessCycle(
                cycle.cycleId(),
                cycle.version(),
                cycle.begin(),
                cycle.end(),
                cycle.job(),
                cycle.state(),
                cycle.reason(),
                verdict == null ? null : verdict.defect(),
                verdict == null ? null : verdict.probability(),
                verdict == null ? null : verdict.defective(),
                verdict == null ? null : verdict.modelVersion(),
                label == null ? null : label.defect(),
                label == null ? null : label.by(),
                label == null ? null : label.at(),
                label == null ? null : label.note());
    }

    private static List<ClassProbability> probabilities(StoredCycle cycle, @Nullable CycleProfile profile) {
        StoredCycle.Verdict verdict = cycle.verdict();
        if (verdict == null || profile == null || verdict.probabilities().size() != profile.classes()) return List.of();
        List<ClassProbability> all = new ArrayList<>();
        for (int c = 0; c < profile.classes(); c++) {
            String code =
                    c == CycleProfile.GOOD ? null : profile.defects().get(c - 1).code();
            all.add(new ClassProbability(
                    profile.name(c), code, verdict.probabilities().get(c)));
        }
        all.sort(Comparator.comparingDouble(ClassProbability::probability).reversed());
        return List.copyOf(all);
    }

    private static List<CycleCurve> curves(
            StoredCycle cycle, CycleShape shape, @Nullable CycleReference reference, Map<String, String> units) {
        List<CycleCurve> curves = new ArrayList<>();
        for (int tag = 0; tag < cycle.tags().size(); tag++) {
            List<Double> values = new ArrayList<>();
            List<Double> lower = new ArrayList<>();
            List<Double> upper = new ArrayList<>();
            for (int step = 0; step < CycleShape.STEPS; step++) {
                values.add(shape.at(step, tag));
                if (reference != null) {
                    lower.add(reference.lower(step, tag));
                    upper.add(reference.upper(step, tag));
                }
            }
            String name = cycle.tags().get(tag);
            curves.add(new CycleCurve(name, units.getOrDefault(name, "1"), values, lower, upper));
        }
        return curves;
    }

    private static Map<String, String> units(Connection connection, TenantId tenant, UUID assetId) {
        Map<String, String> units = new HashMap<>();
        UNITS.on(connection).set("tenant", tenant).set("asset", assetId).each(tag -> units.put(tag.name, tag.unit));
        return units;
    }
}
