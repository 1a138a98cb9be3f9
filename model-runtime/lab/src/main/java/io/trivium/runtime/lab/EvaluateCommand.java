package io.trivium.runtime.lab;

import io.trivium.runtime.lab.history.HistoryStudyCommand;
import picocli.CommandLine.Command;

/** Studies of the value of the stages of training. */
@Command(
        name = "evaluate",
        description =
                "Measures what pretraining, replay, preferences, other sites and long histories are worth; prints one JSON object.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PretrainingStudyCommand.class,
            ForgettingStudyCommand.class,
            PreferenceStudyCommand.class,
            LabelStudyCommand.class,
            GateTrialCommand.class,
            FederationStudyCommand.class,
            HistoryStudyCommand.class,
            ReleasePacksCommand.class
        })
public final class EvaluateCommand {}
