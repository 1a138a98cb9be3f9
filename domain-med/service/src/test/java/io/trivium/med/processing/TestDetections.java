package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.detection.NoduleCube;
import io.trivium.med.detection.NoduleDetector;
import io.trivium.med.detection.NoduleFeatures;
import io.trivium.med.detection.SuspectFeatures;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.ModelInput;
import io.trivium.med.finding.ModelInput.Model;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds two balls at fixed places of any volume; can fail, and can wait. */
@Alternative
@Priority(1)
@ApplicationScoped
class TestDetections implements StudyDetections {

    private static final double RADIUS_MM = 6;

    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile @Nullable CountDownLatch gate;
    private volatile boolean none;

    /** The next so many studies fail. */
    void failNext(int count) {
        failures.set(count);
    }

    /** Studies wait until the latch is open. */
    void hold(@Nullable CountDownLatch latch) {
        gate = latch;
    }

    /** Whether nothing is found. */
    void findNothing(boolean nothing) {
        none = nothing;
    }

    int calls() {
        return calls.get();
    }

    @Override
    public Detection begin(TenantId tenant) {
        return new Detection() {
            @Override
            public NoduleDetector detector() {
                return TestDetections.this::detect;
            }

            @Override
            public String version() {
                return "test 1";
            }
        };
    }

    private List<NoduleFinding> detect(
            Volume volume, Function<Point, String> trackingUids, NoduleDetector.Progress progress)
            throws InterruptedException {
        calls.incrementAndGet();
        progress.at("search", 0.5);
        CountDownLatch wait = gate;
        if (wait != null && !wait.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("held for too long");
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) throw new IllegalStateException("set to fail");
        if (none) return List.of();
        Grid grid = volume.grid();
        return List.of(
                ball(grid, grid.slices() / 2, grid.rows() / 2, grid.columns() / 3, 0.9, trackingUids),
                ball(grid, grid.slices() / 3, grid.rows() / 2, 2 * grid.columns() / 3, 0.6, trackingUids));
    }

    private static NoduleFinding ball(
            Grid grid, int k, int j, int i, double detection, Function<Point, String> trackingUids) {
        Point centre = grid.patient(k, j, i);
        BitSet mask = new BitSet();
        int slices = (int) (RADIUS_MM / grid.sliceSpacingMm());
        int rows = (int) (RADIUS_MM / grid.rowSpacingMm());
        int columns = (int) (RADIUS_MM / grid.columnSpacingMm());
        for (int dk = -slices; dk <= slices; dk++) {
            for (int dj = -rows; dj <= rows; dj++) {
                for (int di = -columns; di <= columns; di++) {
                    Point there = grid.patient(k + dk, j + dj, i + di);
                    if (there.minus(centre).length() <= RADIUS_MM) mask.set(grid.index(k + dk, j + dj, i + di));
                }
            }
        }
        return new NoduleFinding(
                trackingUids.apply(centre),
                centre,
                detection,
                new Extent.Nodule(
                        new Extent.Size(2 * RADIUS_MM, 2 * RADIUS_MM, mask.cardinality() * grid.voxelMm3()), 0.3),
                Map.of(NoduleAttribute.SPICULATION, 2.2, NoduleAttribute.TEXTURE, 4.7),
                mask,
                List.of(
                        new ModelInput(
                                Model.SUSPICION, new float[NoduleCube.VOXELS], new float[SuspectFeatures.NAMES.size()]),
                        new ModelInput(
                                Model.RATING, new float[NoduleCube.VOXELS], new float[NoduleFeatures.NAMES.size()])));
    }
}
