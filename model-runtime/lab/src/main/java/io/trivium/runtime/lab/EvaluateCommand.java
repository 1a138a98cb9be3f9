package io.trivium.runtime.lab;

import picocli.CommandLine.Command;

/** Studies of the value of the stages of training. */
@Command(
        name = "evaluate",
        description =
                "Measures what pretraining, replay, preferences and other sites are worth; prints one JSON object.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PretrainingStudyCommand.class,
            ForgettingStudyCommand.class,
            PreferenceStudyCommand.class,
            LabelStudyCommand.class,
            GateTrialCommand.class,
            FederationStudyCommand.class,
            ReleasePacksCommand.class
        })
public final class EvaluateCommand {}
