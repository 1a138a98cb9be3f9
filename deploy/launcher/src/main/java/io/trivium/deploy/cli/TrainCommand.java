package io.trivium.deploy.cli;

import io.trivium.deploy.component.DomainTool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

/** Trains a domain's models on recorded data by the domain's own tool, which checks the options. */
@Command(
        name = "train",
        customSynopsis = {"./trivium train DOMAIN [OPTIONS]", "./trivium train federate [OPTIONS]"},
        description = {
            "Train a domain's models and write them as packs. Needs no running platform.",
            "./trivium help train DOMAIN lists the options of a domain."
        },
        subcommands = FederateCommand.class)
final class TrainCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    // Not required by picocli, because `train federate` would have to name one.
    @Parameters(arity = "0..1", paramLabel = "DOMAIN", description = "${COMPLETION-CANDIDATES}")
    @Nullable
    DomainTool domain;

    @Unmatched
    List<String> given = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        return trivium.run(domain, "train", given);
    }
}
