package io.trivium.med.evaluation;

import io.trivium.med.study.GeometryPolicy;
import io.trivium.med.study.SeriesHeaders;
import io.trivium.med.study.SliceHeader;
import io.trivium.med.study.VolumeAssembler;
import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Series of a folder whose {@code slices.csv} names a DICOM file on each line and, where there is one, the box of a lesion
 * in its slice: columns {@code path}, {@code series_uid}, {@code z_mm}, {@code xmin}, {@code ymin}, {@code xmax} and
 * {@code ymax}, the last four in pixels and empty without a lesion.
 *
 * @param name folder of its files, below the data's
 * @param lesions boxes that belong together
 */
public record ChestSeries(String name, Volume volume, List<Lesion> lesions) {
    /** Boxes in neighbouring slices that overlap are of one lesion, up to this many slices apart. */
    private static final int SLICES_APART = 3;

    private static final double TOLERANCE_MM = 5;

    /** A box in a slice; rows and columns in pixels. */
    record Box(int slice, double left, double top, double right, double bottom) {
        boolean overlaps(Box other) {
            return Math.abs(slice - other.slice) <= SLICES_APART
                    && left < other.right
                    && other.left < right
                    && top < other.bottom
                    && other.top < bottom;
        }
    }

    /** A lesion as a reader boxed it, slice by slice. */
    public record Lesion(List<Box> boxes) {
        public Lesion {
            boxes = List.copyOf(boxes);
        }

        /** Middle of the box in the middle slice. */
        Point centre(Volume volume) {
            Box box = boxes.get(boxes.size() / 2);
            return volume.grid().patient(box.slice, (box.top + box.bottom) / 2, (box.left + box.right) / 2);
        }

        /** Longest side of its boxes, the slices included, mm. */
        double extentMm(Volume volume) {
            double longest = boxes.size() * volume.grid().sliceSpacingMm();
            for (Box box : boxes) {
                longest =
                        Math.max(longest, (box.right - box.left) * volume.grid().columnSpacingMm());
                longest =
                        Math.max(longest, (box.bottom - box.top) * volume.grid().rowSpacingMm());
            }
            return longest;
        }

        /** Whether a position is in one of its boxes, widened by 5 mm or a slice. */
        boolean holds(Point place, Volume volume) {
            Point at = volume.grid().indexOf(place);
            double wide = TOLERANCE_MM / volume.grid().columnSpacingMm();
            double slices = Math.max(1, TOLERANCE_MM / volume.grid().sliceSpacingMm());
            for (Box box : boxes) {
                if (Math.abs(at.z() - box.slice) <= slices
                        && at.x() > box.left - wide
                        && at.x() < box.right + wide
                        && at.y() > box.top - wide
                        && at.y() < box.bottom + wide) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Reads all series of a folder.
     *
     * @throws IOException naming a line that cannot be read or a series that is no volume
     */
    public static List<ChestSeries> read(Path folder) throws IOException {
        Path table = folder.resolve("slices.csv");
        if (!Files.isRegularFile(table)) {
            throw new IOException(folder + " has no slices.csv; name the folder of chest-ct");
        }
        List<String> lines = Files.readAllLines(table);
        List<String> columns = List.of(lines.getFirst().strip().split(",", -1));
        Map<String, List<String[]>> series = new LinkedHashMap<>();
        for (int line = 1; line < lines.size(); line++) {
            String[] row = lines.get(line).strip().split(",", -1);
            if (row.length < columns.size()) {
                if (lines.get(line).isBlank()) continue;
                throw new IOException(table + ", line " + (line + 1) + ": " + row.length + " columns");
            }
            if (!Files.isRegularFile(folder.resolve(cell(table, columns, row, "path")))) continue;
            series.computeIfAbsent(cell(table, columns, row, "series_uid"), uid -> new ArrayList<>())
                    .add(row);
        }
        List<ChestSeries> all = new ArrayList<>();
        for (List<String[]> rows : series.values()) all.add(of(folder, table, columns, rows));
        if (all.isEmpty()) throw new IOException("none of the files that " + table + " names is there");
        return all;
    }

    private static ChestSeries of(Path folder, Path table, List<String> columns, List<String[]> rows)
            throws IOException {
        List<SliceHeader> headers = new ArrayList<>();
        for (String[] row : rows) headers.add(SliceHeader.read(folder.resolve(cell(table, columns, row, "path"))));
        Path own = Path.of(cell(table, columns, rows.getFirst(), "path"));
        String name = own.getParent() == null ? own.toString() : own.getParent().toString();
        String uid = headers.getFirst().seriesInstanceUid();
        if (!(GeometryPolicy.DEFAULT.check(new SeriesHeaders(uid, headers))
                instanceof GeometryPolicy.Result.Regular regular)) {
            throw new IOException(folder.resolve(name) + " is no regular series");
        }
        if (!(VolumeAssembler.assemble(regular) instanceof VolumeAssembler.Result.Assembled assembled)) {
            throw new IOException(folder.resolve(name) + " has pixels that cannot be read");
        }
        List<Box> boxes = new ArrayList<>();
        for (String[] row : rows) {
            if (cell(table, columns, row, "xmin").isEmpty()) continue;
            double z = Double.parseDouble(cell(table, columns, row, "z_mm"));
            Point origin = assembled.volume().grid().origin();
            Point at = assembled.volume().grid().indexOf(new Point(origin.x(), origin.y(), z));
            boxes.add(new Box(
                    (int) Math.rint(at.z()),
                    Double.parseDouble(cell(table, columns, row, "xmin")),
                    Double.parseDouble(cell(table, columns, row, "ymin")),
                    Double.parseDouble(cell(table, columns, row, "xmax")),
                    Double.parseDouble(cell(table, columns, row, "ymax"))));
        }
        return new ChestSeries(name, assembled.volume(), lesions(boxes));
    }

    static List<Lesion> lesions(List<Box> boxes) {
        List<List<Box>> groups = new ArrayList<>();
        for (Box box : boxes) {
            List<Box> joined = new ArrayList<>(List.of(box));
            groups.removeIf(group -> {
                boolean same = group.stream().anyMatch(box::overlaps);
                if (same) joined.addAll(group);
                return same;
            });
            joined.sort(java.util.Comparator.comparingInt(Box::slice));
            groups.add(joined);
        }
        return groups.stream().map(Lesion::new).toList();
    }

    private static String cell(Path table, List<String> columns, String[] row, String name) throws IOException {
        int column = columns.indexOf(name);
        if (column < 0) throw new IOException(table + " has no column " + name);
        return row[column].strip();
    }
}
