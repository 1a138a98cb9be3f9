package io.trivium.deploy.supervision;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Simulated authorizations with their labels, of a world that no bundled model was trained on; deleted when closed. */
public final class SimulatedRows implements AutoCloseable {
    private static final String SEED = "20311231";
    private static final int DAYS = 45;
    /** The windows reach back 30 days, and labels are known a week later. */
    private static final int SCORED_DAYS = 5;

    private final Path folder;

    private SimulatedRows(Path folder) {
        this.folder = folder;
    }

    /**
     * Generates them; takes about a minute.
     *
     * @param pack whose specification defines the features of the rows
     */
    public static SimulatedRows generate(Tools tools, Path pack) throws InterruptedException {
        try {
            SimulatedRows rows = new SimulatedRows(Files.createTempDirectory("trivium-bench-rows"));
            LocalDate first = LocalDate.of(2031, 1, 1);
            LocalDate last = first.plusDays(DAYS - 1);
            Path archive = rows.folder.resolve("archive");
            rows.run(
                    tools,
                    List.of(
                            "generate",
                            "--out",
                            archive.toString(),
                            "--days",
                            Integer.toString(DAYS),
                            "--first",
                            first.toString(),
                            "--seed",
                            SEED));
            rows.run(
                    tools,
                    List.of(
                            "dataset",
                            "--data",
                            archive.toString(),
                            "--days",
                            last.minusDays(SCORED_DAYS - 1) + ".." + last,
                            "--spec",
                            pack.resolve("spec.yaml").toString(),
                            "--out",
                            rows.file().toString()));
            return rows;
        } catch (IOException e) {
            throw LauncherException.failure("no directory for simulated rows: " + e.getMessage());
        }
    }

    private void run(Tools tools, List<String> arguments) throws InterruptedException {
        int code = tools.finQuietly(arguments, Map.of());
        if (code != 0) {
            close();
            throw LauncherException.failure("FinTool " + arguments.getFirst() + " ended with exit code " + code + '.');
        }
    }

    /** A safetensors file: one tensor for each input of the model, and {@code label}. */
    public Path file() {
        return folder.resolve("rows.safetensors");
    }

    @Override
    public void close() {
        try {
            Cache.deleteTree(folder);
        } catch (IOException e) {
            throw LauncherException.failure(folder + " cannot be deleted: " + e.getMessage());
        }
    }
}
