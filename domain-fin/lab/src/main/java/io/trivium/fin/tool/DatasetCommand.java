package io.trivium.fin.tool;

import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.DelayedLabelSplit;
import io.trivium.fin.evaluation.FeatureDataset;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.replay.AuthorizationArchive;
import io.trivium.fin.replay.DayRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Computes features and writes them for the model runtime's tools. */
@Command(
        name = "dataset",
        description = "Compute the features of an archive's authorizations and write them as safetensors.",
        mixinStandardHelpOptions = true)
final class DatasetCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Mixin
    private final ArchiveOptions archive = new ArchiveOptions();

    @Option(
            names = {"--days", "--train"},
            required = true,
            paramLabel = "D..D",
            description = "Days whose authorizations are written, such as 2018-07-25..2018-07-31.")
    @SuppressWarnings("NullAway.Init")
    private DayRange days;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write.")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(
            names = "--test",
            paramLabel = "D..D",
            description = "Test days: their authorizations are written to --test-out, without cards known by then to be"
                    + " compromised.")
    private @Nullable DayRange test;

    @Option(names = "--test-out", paramLabel = "FILE", description = "File for the test rows.")
    private @Nullable Path testOut;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "Model specification that names the features to write; all of them by default.")
    private @Nullable Path spec;

    @Option(
            names = "--histories",
            description =
                    "Write the events of the cards, too, for evaluate histories of the model runtime's laboratory.")
    private boolean histories;

    @Override
    public Integer call() throws IOException {
        if (histories && test != null) throw new ToolException("--histories and --test exclude each other");
        if ((test == null) != (testOut == null)) throw new ToolException("--test and --test-out belong together");
        List<String> columns = spec == null ? FeatureSet.NAMES : ModelColumns.ofSpec(spec);
        AuthorizationArchive opened = archive.open();
        FeatureDataset written;
        FeatureDataset tested = null;
        DayRange all = test == null ? days : new DayRange(days.first(), test.last());
        try (FeatureProgress progress = new FeatureProgress(tool.terminal(), all)) {
            if (test == null) {
                written = FeatureDataset.of(opened, days, progress);
            } else {
                FeatureDataset.Split split = FeatureDataset.split(
                        opened, new DelayedLabelSplit(days, test, DelayedLabelSplit.HANDBOOK_DELAY_DAYS), progress);
                written = split.train();
                tested = split.test();
            }
        }
        if (histories) DatasetFile.writeHistories(written, columns, archive.name(), archive.licence(), out);
        else DatasetFile.write(written, columns, archive.name(), archive.licence(), out);
        tool.terminal()
                .json(
                        tested == null
                                ? Map.of("rows", written.size(), "frauds", written.positives())
                                : Map.of(
                                        "rows", written.size(),
                                        "frauds", written.positives(),
                                        "test_rows", tested.size(),
                                        "test_frauds", tested.positives()));
        if (tested != null && testOut != null) {
            DatasetFile.write(tested, columns, archive.name(), archive.licence(), testOut);
        }
        return 0;
    }
}
