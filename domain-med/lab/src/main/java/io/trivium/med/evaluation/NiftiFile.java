package io.trivium.med.evaluation;

import io.trivium.med.volume.Grid;
import io.trivium.med.volume.Point;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A volume of 16-bit integers as NIfTI-1 has it, {@code .nii} or {@code .nii.gz}, little-endian (the header's field names
 * are those of nifti1.h).
 *
 * @param grid in the patient's coordinates of DICOM: NIfTI's x and y are turned round
 * @param values {@code [slices, rows, columns]} row-major, after {@code scl_slope} and {@code scl_inter}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NiftiFile(Grid grid, short[] values) {
    private static final int HEADER = 348;
    private static final short UINT8 = 2;
    private static final short INT16 = 4;
    private static final int MOST_VOXELS = 1 << 29;

    /** Reads a file.
     * @throws IOException naming the file, when it is not such a volume, turned against the axes, or cut short */
    public static NiftiFile read(Path file) throws IOException {
        try (InputStream in = open(file)) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER)).order(ByteOrder.LITTLE_ENDIAN);
            if (header.limit() < HEADER || header.getInt(0) != HEADER) throw broken(file, "is no NIfTI-1 file");
            int dimensions = header.getShort(40);
            int columns = header.getShort(42);
            int rows = header.getShort(44);
            int slices = dimensions > 2 ? header.getShort(46) : 1;
            short type = header.getShort(70);
            if (type != INT16 && type != UINT8) {
                throw broken(file, "has voxels of type " + type + ", not int16 or uint8");
            }
            if (columns < 1 || rows < 1 || slices < 1 || (long) columns * rows * slices > MOST_VOXELS) {
                throw broken(file, "has " + columns + " × " + rows + " × " + slices + " voxels");
            }
            long skipped = (long) header.getFloat(108) - HEADER;
            if (skipped < 0 || skipped > 1 << 20) throw broken(file, "has its voxels nowhere");
            in.skipNBytes(skipped);
            int count = columns * rows * slices;
            int size = type == INT16 ? 2 : 1;
            ByteBuffer voxels = ByteBuffer.wrap(in.readNBytes(count * size)).order(ByteOrder.LITTLE_ENDIAN);
            if (voxels.limit() < count * size) throw broken(file, "ends after " + voxels.limit() + " bytes of voxels");
            float slope = header.getFloat(112) == 0 ? 1 : header.getFloat(112);
            float intercept = header.getFloat(116);
            short[] values = new short[count];
            for (int i = 0; i < count; i++) {
                int raw = type == INT16 ? voxels.getShort(i * 2) : voxels.get(i) & 0xff;
                values[i] = (short) Math.clamp(Math.round(raw * slope + intercept), Short.MIN_VALUE, Short.MAX_VALUE);
            }
            return new NiftiFile(grid(file, header, slices, rows, columns), values);
        }
    }

    /** By the quaternion; only turns about the axis of the slices by 0° or 180° occur in data made from axial series. */
    private static Grid grid(Path file, ByteBuffer header, int slices, int rows, int columns) throws IOException {
        boolean turned = header.getShort(252) > 0 && Math.abs(header.getFloat(264)) > 0.5;
        boolean tilted =
                header.getShort(252) > 0 && Math.abs(header.getFloat(256)) + Math.abs(header.getFloat(260)) > 1e-3;
        if (tilted) throw broken(file, "is turned against the patient's axes");
        double sign = turned ? 1 : -1;
        Point origin = new Point(-header.getFloat(268), -header.getFloat(272), header.getFloat(276));
        return new Grid(
                slices,
                rows,
                columns,
                origin,
                new Point(sign, 0, 0),
                new Point(0, sign, 0),
                header.getFloat(80),
                header.getFloat(84),
                header.getFloat(88));
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        return file.toString().endsWith(".gz") ? new BufferedInputStream(new GZIPInputStream(raw)) : raw;
    }

    private static IOException broken(Path file, String how) {
        return new IOException(file + " " + how);
    }
}
