package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.UpCommand;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Profile;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A platform in addition to the one in use, for measurements that write to every table. */
public final class BenchPlatform {
    private BenchPlatform() {}

    /** A measurement on a platform that is ready. */
    public interface Measurement {
        /** Measures; returns the exit code. */
        int run(PlatformStatus status) throws IOException, InterruptedException;
    }

    /**
     * A platform with a directory of its own, which the options may name, that is not started yet.
     *
     * @param directory its name, next to {@code ./trivium}
     * @param portBase of one that was never started, unless the options name another
     */
    public static Platform open(GlobalOptions options, String directory, int portBase) {
        Path chosen = options.dataDirectory;
        Platform platform = new Platform(DataDirectory.open(
                        chosen == null ? Installation.current().root().resolve(directory) : chosen))
                .withPacs();
        if (options.portBase == null && platform.status().isEmpty()) options.portBase = portBase;
        return platform;
    }

    /**
     * As {@link #open}, behind proxies; its port base is in the options afterwards.
     *
     * @param what command that starts its own platform, in words
     * @throws LauncherException when it runs already
     */
    public static Platform openDisturbed(GlobalOptions options, String directory, int portBase, String what) {
        Path chosen = options.dataDirectory;
        Platform platform = Platform.disturbed(DataDirectory.open(
                        chosen == null ? Installation.current().root().resolve(directory) : chosen))
                .withPacs();
        refuseRunning(platform, what);
        if (options.portBase == null) {
            options.portBase = platform.status().isEmpty() ? portBase : platform.usualPortBase();
        }
        return platform;
    }

    /** @param what command that starts its own platform, in words */
    static void refuseRunning(Platform platform, String what) {
        if (platform.isRunning()) {
            throw LauncherException.refused(
                    "A platform runs in " + platform.data().root() + "; " + what
                            + " starts its own: stop that one with ./trivium down --data-dir "
                            + platform.data().root() + ", or name another directory.");
        }
    }

    /** Starts it and measures without the demo's traffic; stops it, unless it ran before. */
    public static int measure(GlobalOptions options, Platform platform, WaitOption wait, Measurement measurement)
            throws InterruptedException {
        return measure(options, platform, wait, null, measurement);
    }

    /**
     * As {@link #measure(GlobalOptions, Platform, WaitOption, Measurement)}.
     *
     * @param profile numbers of instances, or null for as many as before
     */
    public static int measure(
            GlobalOptions options,
            Platform platform,
            WaitOption wait,
            @Nullable Profile profile,
            Measurement measurement)
            throws InterruptedException {
        boolean started = !platform.isRunning();
        try (Cleanup _ = Cleanup.onSignal()) {
            boolean paused = false;
            try {
                UpCommand.start(options, platform, wait.limit(), profile);
                paused = platform.demoTraffic();
                if (paused) platform.setDemoTraffic(false);
                return measurement.run(platform.awaitReady(wait.limit(), ignored -> {}));
            } catch (IOException e) {
                throw LauncherException.failure("The benchmark's files cannot be kept: " + e.getMessage());
            } finally {
                if (started) platform.stop(ignored -> {});
                else if (paused) platform.setDemoTraffic(true);
            }
        }
    }
}
