package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.deploy.chaos.FirstStarts;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Integrators, bug 2: a first start that is killed between registration and activation leaves no model unserved. {@code
 * -Dtrivium.faults.seed=N} repeats a run; the long form is {@code ./trivium bench faults --first-start --rounds 5}.
 */
class FirstStartIT {
    private static final int PORT_BASE = 22_000;
    private static final int STARTS = Integer.getInteger("trivium.first-starts", 3);
    private static final Path DATA = Installation.current().root().resolve("deploy/lab/target/first-start-it");

    private Platform platform = new Platform(DataDirectory.at(DATA));

    @AfterEach
    void stop() throws InterruptedException {
        platform.stop(ignored -> {});
        assertEquals(List.of(), Processes.of(platform.data()));
    }

    @Test
    void everyBundledModelServesAfterAFirstStartThatWasKilled() throws Exception {
        assumeTrue(Installation.current().isBuilt("model-runtime"), "model-runtime is not built");
        Processes.kill(Processes.of(DataDirectory.at(DATA)), Duration.ofSeconds(20));
        Cache.deleteTree(DATA);
        long seed = Long.getLong("trivium.faults.seed", new SecureRandom().nextInt());
        platform = Platform.storesOnly(DataDirectory.open(DATA));
        platform.start(PORT_BASE);
        FirstStarts starts = new FirstStarts(
                platform, platform.awaitReady(Duration.ofMinutes(5), ignored -> {}), System.out::println);

        assertEquals(List.of(), starts.run(seed, 1, STARTS), () -> "seed " + seed);
    }
}
