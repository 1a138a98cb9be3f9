package io.trivium.med.evaluation;

import io.trivium.med.volume.Point;
import io.trivium.med.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of nodules cut from LIDC-IDRI (Armato et al., Med Phys 38:915, 2011): {@code nodules.csv}, {@code image/} and
 * {@code nodule_mask/} with a file {@code PATIENT_R_NODULE.nii} or {@code .nii.gz} in each.
 */
public final class LidcNodules {
    /** The attributes rated from 1 to 5, in the order of {@link Nodule#ratings}. */
    public static final List<String> RATINGS =
            List.of("Malignancy", "Subtlety", "Sphericity", "Margin", "Lobulation", "Spiculation", "Texture");

    private final Path folder;
    private final List<Nodule> nodules;

    private LidcNodules(Path folder, List<Nodule> nodules) {
        this.folder = folder;
        this.nodules = List.copyOf(nodules);
    }

    /**
     * One row of the table.
     *
     * @param centre in the patient
     * @param diameterMm of the ball with the mean volume of the readers' outlines
     * @param ratings by {@link #RATINGS}, majority of the readers
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Nodule(String patientId, String noduleId, Point centre, double diameterMm, float[] ratings) {
        public int malignancy() {
            return Math.round(ratings[0]);
        }
    }

    /**
     * The voxels of a nodule.
     *
     * @param mask voxels that the readers outlined
     */
    public record Outlined(Volume volume, BitSet mask) {}

    /** Reads the table; the volumes are read one by one.
     * @throws IOException naming what is missing, and the line of a row that cannot be read */
    public static LidcNodules open(Path folder) throws IOException {
        Path table = folder.resolve("nodules.csv");
        if (!Files.isRegularFile(table)) {
            throw new IOException(folder + " has no nodules.csv; name the folder of lidc-nodule-voi");
        }
        List<String> lines = Files.readAllLines(table);
        if (lines.isEmpty()) throw new IOException(table + " is empty");
        Map<String, Integer> columns = new HashMap<>();
        String[] names = lines.getFirst().split(",", -1);
        for (int i = 0; i < names.length; i++) columns.put(names[i].strip(), i);
        List<Nodule> nodules = new ArrayList<>();
        for (int line = 1; line < lines.size(); line++) {
            if (lines.get(line).isBlank()) continue;
            try {
                nodules.add(nodule(columns, lines.get(line).split(",", -1)));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(table + ", line " + (line + 1) + ": " + e.getMessage(), e);
            }
        }
        return new LidcNodules(folder, nodules);
    }

    private static Nodule nodule(Map<String, Integer> columns, String[] row) {
        float[] ratings = new float[RATINGS.size()];
        for (int i = 0; i < ratings.length; i++) {
            ratings[i] = Float.parseFloat(cell(columns, row, RATINGS.get(i) + "_value"));
        }
        Point centre = new Point(
                Double.parseDouble(cell(columns, row, "coordX")),
                Double.parseDouble(cell(columns, row, "coordY")),
                Double.parseDouble(cell(columns, row, "coordZ")));
        String patient = cell(columns, row, "patient_id");
        String nodule = cell(columns, row, "nodule_id");
        if (!patient.matches("[A-Za-z0-9._-]{1,64}") || !nodule.matches("[A-Za-z0-9._-]{1,16}")) {
            throw new IllegalArgumentException("no id: " + patient + ", " + nodule);
        }
        return new Nodule(patient, nodule, centre, Double.parseDouble(cell(columns, row, "diameter_mm")), ratings);
    }

    private static String cell(Map<String, Integer> columns, String[] row, String name) {
        Integer column = columns.get(name);
        if (column == null) throw new IllegalArgumentException("there is no column " + name);
        return row[column].strip();
    }

    public List<Nodule> nodules() {
        return nodules;
    }

    /** The voxels of a nodule; empty when the folder has no image or no mask of it.
     * @throws IOException when they cannot be read or do not fit each other */
    public Optional<Outlined> voxels(Nodule nodule) throws IOException {
        String name = nodule.patientId() + "_R_" + nodule.noduleId() + ".nii";
        Path image = existing(folder.resolve("image").resolve(name));
        Path outline = existing(folder.resolve("nodule_mask").resolve(name));
        if (!Files.exists(image) || !Files.exists(outline)) return Optional.empty();
        NiftiFile hounsfield = NiftiFile.read(image);
        NiftiFile marked = NiftiFile.read(outline);
        if (marked.values().length != hounsfield.values().length) {
            throw new IOException(outline + " has not as many voxels as " + image);
        }
        BitSet mask = new BitSet(marked.values().length);
        for (int v = 0; v < marked.values().length; v++) if (marked.values()[v] > 0) mask.set(v);
        return Optional.of(new Outlined(new Volume(hounsfield.grid(), hounsfield.values()), mask));
    }

    private static Path existing(Path plain) {
        return Files.exists(plain) ? plain : plain.resolveSibling(plain.getFileName() + ".gz");
    }
}
