package io.trivium.med.reading.slice;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.reading.slice.SeriesGeometry.SliceView;
import io.trivium.med.volume.Grid;
import io.trivium.med.volume.LungField;
import io.trivium.med.volume.LungMask;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the lungs in a series from a coarse sample of its voxels (4 mm), and remembers them (some 40 kB each): the bytes of a
 * series do not change. Thread-safe.
 */
@ApplicationScoped
public class SeriesLungs {

    private static final double STEP_MM = 4;
    private static final int REMEMBERED = 128;
    private static final int MOST_SLICES = 200;

    private final SeriesGeometries series;
    private final SliceImages images;
    private final Map<Key, Optional<LungField>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<LungField>> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Key(TenantId tenant, String series, int slices) {}

    SeriesLungs(SeriesGeometries series, SliceImages images) {
        this.series = series;
        this.images = images;
    }

    /** The lungs of a series; empty if it is no volume, cannot be read, or has no lungs. */
    public Optional<LungField> of(TenantId tenant, StudyInstanceUid study, String seriesUid) {
        try {
            SeriesGeometry geometry = series.of(tenant, study, seriesUid);
            Key key = new Key(tenant, seriesUid, geometry.slices().size());
            synchronized (known) {
                Optional<LungField> found = known.get(key);
                if (found != null) return found;
            }
            Optional<LungField> lungs = find(tenant, study, seriesUid, geometry);
            synchronized (known) {
                known.put(key, lungs);
            }
            return lungs;
        } catch (PlatformException e) {
            return Optional.empty();
        }
    }

    private Optional<LungField> find(
            TenantId tenant, StudyInstanceUid study, String seriesUid, SeriesGeometry geometry) {
        List<SliceView> slices = geometry.slices();
        List<Double> axes = geometry.orientation();
        Double rowSpacing = geometry.rowSpacingMm();
        Double columnSpacing = geometry.columnSpacingMm();
        if (!geometry.ordered() || slices.size() < 2 || axes == null || rowSpacing == null || columnSpacing == null) {
            return Optional.empty();
        }
        double first = along(slices.getFirst());
        double extent = along(slices.getLast()) - first;
        int depth = (int) (extent / STEP_MM) + 1;
        int height = (int) (geometry.rows() * rowSpacing / STEP_MM);
        int width = (int) (geometry.columns() * columnSpacing / STEP_MM);
        if (depth < 2 || depth > MOST_SLICES || height < 2 || width < 2) return Optional.empty();
        List<Double> corner = slices.getFirst().position();
        if (corner == null) return Optional.empty();
        Grid grid = new Grid(
                depth,
                height,
                width,
                new Point(corner.get(0), corner.get(1), corner.get(2)),
                new Point(axes.get(0), axes.get(1), axes.get(2)),
                new Point(axes.get(3), axes.get(4), axes.get(5)),
                STEP_MM,
                STEP_MM,
                STEP_MM);
        short[] hounsfield = new short[grid.voxels()];
        for (int k = 0, next = 0; k < depth; k++) {
            while (next + 1 < slices.size()
                    && Math.abs(along(slices.get(next + 1)) - first - k * STEP_MM)
                            <= Math.abs(along(slices.get(next)) - first - k * STEP_MM)) {
                next++;
            }
            SliceImages.Image image =
                    images.read(tenant, study, seriesUid, slices.get(next).sopInstanceUid());
            sample(image, grid, k, rowSpacing, columnSpacing, hounsfield);
        }
        BitSet lungs = LungMask.of(new Volume(grid, hounsfield));
        return lungs.isEmpty() ? Optional.empty() : Optional.of(new LungField(grid, lungs));
    }

    private static double along(SliceView slice) {
        return slice.along() == null ? 0 : slice.along();
    }

    private static void sample(
            SliceImages.Image image, Grid grid, int k, double rowSpacing, double columnSpacing, short[] into) {
        byte[] values = image.values();
        for (int j = 0; j < grid.rows(); j++) {
            int row = Math.min(image.rows() - 1, (int) Math.round(j * STEP_MM / rowSpacing));
            for (int i = 0; i < grid.columns(); i++) {
                int column = Math.min(image.columns() - 1, (int) Math.round(i * STEP_MM / columnSpacing));
                int at = 2 * (row * image.columns() + column);
                into[grid.index(k, j, i)] = (short) ((values[at] & 0xFF) | (values[at + 1] << 8));
            }
        }
    }
}
