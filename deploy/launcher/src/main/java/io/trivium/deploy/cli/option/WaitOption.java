package io.trivium.deploy.cli.option;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The time that a command waits for the platform. */
public final class WaitOption {
    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Longest wait for the platform to be ready (default: ${DEFAULT-VALUE}).")
    int seconds = 600;

    public Duration limit() {
        return Duration.ofSeconds(seconds);
    }
}
