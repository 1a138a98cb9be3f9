package io.trivium.deploy.bench;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run draws by. */
public final class SeedOption {
    @Option(names = "--seed", description = "Seed of load and faults (default: a new one, which is printed).")
    @Nullable
    Long given;

    /** The seed asked for, or a new one; once a run. */
    public long orNew() {
        Long known = given;
        return known == null ? new SecureRandom().nextInt() : known;
    }
}
