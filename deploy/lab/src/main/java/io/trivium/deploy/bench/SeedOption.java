package io.trivium.deploy.bench;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option for the random seed of a run. */
public final class SeedOption {
    @Option(names = "--seed", description = "Seed of load and faults (default: a new one, which is printed).")
    @Nullable
    Long given;

    /** The given seed, or a new one; once a run. */
    public long orNew() {
        Long known = given;
        return known == null ? new SecureRandom().nextInt() : known;
    }
}
