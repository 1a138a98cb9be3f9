package io.trivium.deploy.cli;

import io.trivium.deploy.component.DomainTool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Unmatched;

/** Measures the value of daily updates under drift; payments alone have recorded days, and their tool the options. */
@Command(
        name = "drift",
        customSynopsis = "./trivium evaluate drift --data DIR [OPTIONS]",
        description = {
            "Replay recorded days into which drifts are put, with labels that come days late, and compare a champion that",
            "is frozen with those that are renewed weekly and daily. Needs no running platform; takes a quarter of an hour",
            "a drift on one core. ./trivium help evaluate drift fin lists the options."
        })
final class EvaluateDriftCommand implements Callable<Integer> {
    @ParentCommand
    EvaluateCommand evaluate = new EvaluateCommand();

    @Unmatched
    List<String> given = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        return evaluate.trivium.run(DomainTool.fin, "drift", given);
    }
}
