package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.releases.ReleaseReport;
import io.trivium.deploy.releases.ReleaseTrial;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.util.ArrayList;
import java.util.List;

/** Releases good and bad versions on a platform that is started for it, with settings of its own. */
final class ReleaseBench {
    private ReleaseBench() {}

    static ReleaseReport run(
            GlobalOptions options, Platform platform, WaitOption wait, Tools tools, ReleaseTrial trial, int each)
            throws InterruptedException {
        if (platform.isRunning()) {
            throw LauncherException.refused("The platform in " + platform.data().root()
                    + " runs, with other settings than releases need; stop it with ./trivium down first.");
        }
        List<ReleaseReport> reports = new ArrayList<>();
        trial.configure(platform.data());
        try {
            BenchPlatform.measure(options, platform, wait, status -> {
                reports.add(trial.run(platform, status, tools, each));
                return 0;
            });
        } finally {
            ReleaseTrial.forget(platform.data());
        }
        return reports.getFirst();
    }
}
