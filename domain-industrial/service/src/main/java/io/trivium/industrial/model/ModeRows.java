package io.trivium.industrial.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows with what their assets failed of, as the model runtime's trainer reads them. All ages count alike: the answer that
 * nothing fails is a probability too.
 */
public final class ModeRows {
    /**
     * A window with its class.
     *
     * @param label {@link ModeProfile#NONE} where more was left than the horizon, otherwise 1 + the mode's place
     */
    public record Row(LifeRows.Row row, int label) {}

    private final List<Row> rows = new ArrayList<>();

    /** Every {@code stride}-th cycle of a whole life that ended in a mode, by its place among the type's. */
    public void addLife(AssetHistory life, int mode, LifeProfile profile, int stride) {
        LifeRows cut = new LifeRows();
        cut.addEvenly(life, profile, stride);
        for (LifeRows.Row row : cut.rows()) {
            rows.add(new Row(row, row.remaining() > profile.horizon() ? ModeProfile.NONE : mode + 1));
        }
    }

    public List<Row> rows() {
        return List.copyOf(rows);
    }

    public List<LifeWindow> windows() {
        return rows.stream().map(row -> row.row().window()).toList();
    }

    public int[] labels() {
        return rows.stream().mapToInt(Row::label).toArray();
    }

    /** Writes {@code series}, {@code features}, {@code label} and {@code rowhash}. */
    public void write(Path file) throws IOException {
        float[] labels = new float[rows.size()];
        long[] hashes = new long[rows.size()];
        for (int r = 0; r < labels.length; r++) {
            labels[r] = rows.get(r).label();
            hashes[r] = rows.get(r).row().asset();
        }
        LifeRows.inputs(windows())
                .add("label", new long[] {labels.length}, labels)
                .add("rowhash", new long[] {labels.length}, hashes)
                .write(file);
    }
}
