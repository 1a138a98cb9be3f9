package io.trivium.med.report;

import io.trivium.med.dataset.StudyInstanceUid;
import io.trivium.med.finding.Extent;
import io.trivium.med.finding.NoduleFinding;
import io.trivium.med.finding.NoduleFinding.NoduleAttribute;
import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.SeriesHeaders;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.volume.Grid;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Findings and contexts for tests of what is written. */
final class Reports {
    static final Extent.Size SIZE = new Extent.Size(6.25, 5.15, 123.4);

    private Reports() {}

    static GeometryPolicy.Result.Regular regular(List<SliceHeader> slices) {
        var result =
                GeometryPolicy.DEFAULT.check(new SeriesHeaders(slices.getFirst().seriesInstanceUid(), slices));
        return (GeometryPolicy.Result.Regular) result;
    }

    static ResultContext context(List<SliceHeader> sources) {
        var identity = new ResultIdentity(
                new StudyInstanceUid(sources.getFirst().studyInstanceUid()),
                ResultIdentity.hashOf(
                        sources.stream().map(SliceHeader::sopInstanceUid).toList()),
                "med-lung-nodule",
                "2026.11.1",
                "nodule-1");
        return new ResultContext(
                identity,
                sources,
                new ResultContext.ReportingDevice("2.25.77", "Trivium", "Trivium", "SN-1", "0.1.0"),
                Instant.parse("2026-01-02T11:00:00Z"),
                ZoneOffset.UTC);
    }

    /** Returns a box of voxels, with a hole in the middle slice if {@code gap} is set. */
    static NoduleFinding nodule(Grid grid, String uid, int k, int j, int i, int size, boolean gap) {
        BitSet mask = new BitSet();
        for (int dk = 0; dk < 3; dk++) {
            if (gap && dk == 1) continue;
            for (int dj = 0; dj < size; dj++) {
                for (int di = 0; di < size; di++) mask.set(grid.index(k + dk, j + dj, i + di));
            }
        }
        return lesion(grid, uid, k, j, i, size, mask, new Extent.Nodule(SIZE, 0.4));
    }

    /** One that the model takes for certain. */
    static NoduleFinding certain(Grid grid, String uid, double malignancy) {
        BitSet mask = new BitSet();
        mask.set(grid.index(4, 4, 4), grid.index(4, 4, 8));
        return lesion(grid, uid, 3, 3, 4, 4, mask, new Extent.Nodule(SIZE, malignancy));
    }

    /** One of any extent. */
    static NoduleFinding lesion(Grid grid, String uid, Extent extent) {
        BitSet mask = new BitSet();
        mask.set(grid.index(8, 4, 4), grid.index(8, 4, 8));
        return lesion(grid, uid, 7, 3, 4, 4, mask, extent);
    }

    private static NoduleFinding lesion(
            Grid grid, String uid, int k, int j, int i, int size, BitSet mask, Extent extent) {
        return new NoduleFinding(
                uid,
                grid.patient(k + 1, j + size / 2.0, i + size / 2.0),
                0.93,
                extent,
                Map.of(
                        NoduleAttribute.SUBTLETY, 4.4,
                        NoduleAttribute.SPICULATION, 1.2,
                        NoduleAttribute.TEXTURE, 4.8,
                        NoduleAttribute.SPHERICITY, 3.1,
                        NoduleAttribute.MARGIN, 2.2,
                        NoduleAttribute.LOBULATION, 2.6),
                mask,
                List.of());
    }
}
