package io.trivium.deploy.bench;

import picocli.CommandLine.Option;

/** The size of the studies that a load sends. */
public final class StudyOption {
    @Option(
            names = "--slices",
            defaultValue = "6",
            description = {
                "Slices of a study (default: ${DEFAULT-VALUE}). Fewer than 12 are refused, and the report about that is the",
                "result; 24 and more are read, which needs the models."
            })
    public int slices = 6;
}
