package io.trivium.med.tool;

import io.trivium.med.evaluation.LidcNodules;
import io.trivium.med.evaluation.NoduleRows;
import io.trivium.med.evaluation.PatientSplit;
import io.trivium.med.evaluation.RatingRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the numbers of outlined nodules and their ratings, patient by patient in one of three parts. */
@Command(
        name = "rows",
        description = "Write outlines' numbers and ratings as training, validation and test.safetensors.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class RowsCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of lidc-nodule-voi.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path out;

    @Option(
            names = "--copies",
            defaultValue = "0",
            paramLabel = "N",
            description = "Changed copies of each nodule outside the test part in unlabelled.safetensors; 0 writes none"
                    + " (${DEFAULT-VALUE}).")
    private int copies;

    @Override
    public Integer call() throws IOException {
        LidcNodules nodules = LidcNodules.open(data);
        Files.createDirectories(out);
        for (PatientSplit part : PatientSplit.values()) {
            String name = switch (part) {
                case TRAINING -> "training";
                case VALIDATION -> "validation";
                case HELD_OUT -> "test";
            };
            RatingRows rows =
                    RatingRows.outlined(NoduleRows.of(nodules, part, 1, 1).rows());
            rows.writeTable(out.resolve(name + ".safetensors"));
            System.err.println(name + ": " + rows.nodules().size() + " rows");
        }
        if (copies > 0) unlabelled(nodules);
        return 0;
    }

    private void unlabelled(LidcNodules nodules) throws IOException {
        List<NoduleRows.Row> rows = new ArrayList<>(
                NoduleRows.of(nodules, PatientSplit.TRAINING, copies, 1).rows());
        rows.addAll(NoduleRows.of(nodules, PatientSplit.VALIDATION, copies, 2).rows());
        int written = RatingRows.writeUnlabelled(rows, 3, out.resolve("unlabelled.safetensors"));
        System.err.println("unlabelled: " + written + " rows");
    }
}
