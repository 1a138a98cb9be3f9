package io.trivium.fin.tool;

import io.trivium.fin.evaluation.DatasetFile;
import io.trivium.fin.evaluation.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Holds scores against the truth. */
@Command(
        name = "metrics",
        description = "Print the quality of scores against the labels of a data set, as JSON.",
        mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private FinTool tool;

    @Option(names = "--scores", required = true, paramLabel = "FILE", description = "Scores, one a row.")
    @SuppressWarnings("NullAway.Init")
    private Path scores;

    @Option(names = "--dataset", required = true, paramLabel = "FILE", description = "The data set that was scored.")
    @SuppressWarnings("NullAway.Init")
    private Path dataset;

    @Option(names = "--json", description = "Accepted for symmetry: the output is always JSON.")
    @SuppressWarnings("UnusedVariable")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        tool.terminal().json(Evaluation.of(DatasetFile.readTruth(dataset), DatasetFile.readScores(scores)));
        return 0;
    }
}
