package io.trivium.runtime.lab.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trivium.runtime.pack.Head;
import io.trivium.runtime.tool.TrainingOptions;
import io.trivium.runtime.training.retention.RetentionTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what the state of a card's whole history is worth next to window features, and how long it remembers. */
@Command(
        name = "histories",
        description = {
            "Trains encoders of long histories and compares boosted trees on window features with and without their tokens,",
            "on cards that neither has learned from; without --data, the exact recall of keys."
        },
        mixinStandardHelpOptions = true)
public final class HistoryStudyCommand implements Callable<Integer> {
    @Option(names = "--data", paramLabel = "FILE", description = "rows of the payments tool's dataset --histories")
    private @Nullable Path data;

    @Option(
            names = "--seeds",
            split = ",",
            defaultValue = "1,2,3,4,5",
            description = "of weights and order (default: ${DEFAULT-VALUE})")
    private List<Long> seeds = new ArrayList<>();

    @Option(
            names = "--epochs",
            defaultValue = "10",
            description = "of an encoder of --data (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--learning-rate",
            defaultValue = "0.003",
            description = "highest of an encoder of --data (default: ${DEFAULT-VALUE})")
    private double learningRate;

    @Option(
            names = "--after-days",
            defaultValue = "300",
            description = "rows of earlier days are not measured (default: ${DEFAULT-VALUE})")
    private int afterDays;

    @Option(
            names = "--recall",
            split = ",",
            defaultValue = "1000,10000,100000,1000000",
            description = "events after which keys are asked, ascending (default: ${DEFAULT-VALUE})")
    private List<Integer> recall = new ArrayList<>();

    @Option(
            names = "--histories",
            defaultValue = "32",
            description = "histories in which eight keys are asked (default: ${DEFAULT-VALUE})")
    private int histories;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "folder of trained encoders of --data, by seed; those that are there are not trained again")
    private @Nullable Path work;

    @Option(names = "--threads", defaultValue = "1", description = "of the engine (default: ${DEFAULT-VALUE})")
    private int threads;

    @Override
    public Integer call() throws IOException {
        TrainingOptions.prepareEngine(threads);
        ObjectNode report = new ObjectMapper().createObjectNode();
        Path file = data;
        if (file != null) {
            if (work != null) Files.createDirectories(work);
            RetentionTraining training = new RetentionTraining(Head.BINARY, 1, epochs, 16, learningRate, 0.01, 0);
            report.setAll(new HistoryComparison(CardHistories.read(file), training, afterDays, work, System.err)
                    .compare(seeds));
        } else {
            for (long seed : seeds) {
                ObjectNode shares = report.putObject("recall, seed " + seed);
                new RecallStudy(RecallStudy.EPOCHS, histories, System.err)
                        .measure(recall, seed)
                        .forEach((events, share) -> shares.put(Integer.toString(events), share));
            }
        }
        System.out.println(report.toPrettyString());
        return 0;
    }
}
