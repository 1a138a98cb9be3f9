package io.trivium.deploy.trial;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.StatusReport;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Has headless Chromium take pictures of the consoles of a running demo, signed in as the demo's users. */
@Command(
        name = "screenshots",
        description = {
            "Take pictures of the consoles of the running demo with Chromium.",
            "Without options: the four of README.md, into docs/images."
        })
final class ScreenshotsCommand implements Callable<Integer> {
    @ParentCommand
    Trivium trivium = new Trivium();

    @Option(
            names = "--all",
            description = "Every page at 390, 1280, 1440 and 1920 pixels, in both languages and both themes.")
    boolean all;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "CONSOLE",
            description = "With --all: payments, hospital, factory or platform alone.")
    List<String> only = new ArrayList<>();

    @Option(names = "--widths", split = ",", paramLabel = "PIXELS", description = "With --all: these widths instead.")
    List<Integer> widths = new ArrayList<>();

    @Option(names = "--languages", split = ",", paramLabel = "LANGUAGE", description = "With --all: en or zh-CN alone.")
    List<String> languages = new ArrayList<>();

    @Option(names = "--themes", split = ",", paramLabel = "THEME", description = "With --all: light or dark alone.")
    List<String> themes = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", description = "Where the pictures are written.")
    @Nullable
    Path out;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path root = Installation.current().root();
        Platform platform = trivium.options.platform();
        PlatformStatus status = platform.isRunning() ? platform.status().orElse(null) : null;
        if (status == null || !status.ready()) {
            throw LauncherException.notReady("Pictures are taken of a running demo; start it with ./trivium demo.");
        }
        Path target = out;
        if (target == null) {
            if (all) {
                throw new LauncherException(
                        ExitCode.USAGE, "Say with --out DIR where all these pictures are to be written.");
            }
            target = root.resolve("docs/images");
        }
        Path chromium = Path.of(System.getenv().getOrDefault("CHROMIUM_PATH", "/usr/bin/chromium"));
        if (!Files.isExecutable(chromium)) {
            throw LauncherException.failure(
                    chromium
                            + " is missing; install it (Debian: apt-get install chromium fonts-noto-cjk) or set CHROMIUM_PATH.");
        }
        if (!Files.isDirectory(root.resolve("node_modules/playwright-core"))) {
            throw LauncherException.failure("The consoles' packages are missing; run npm ci in " + root + ".");
        }
        Files.createDirectories(target);
        ProcessBuilder browser = new ProcessBuilder("node", "deploy/lab/src/main/screenshots/take.mjs")
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT);
        browser.environment().put("TRIVIUM_SCREENSHOTS", GlobalOptions.json(order(platform, status, target)));
        browser.environment().put("CHROMIUM_PATH", chromium.toString());
        Process process = browser.start();
        try {
            return process.waitFor() == 0 ? ExitCode.OK.code() : ExitCode.FAILURE.code();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private Map<String, Object> order(Platform platform, PlatformStatus status, Path target) {
        return Map.of(
                "consoles",
                StatusReport.consoles(status),
                "users",
                StatusReport.passwords(platform),
                "out",
                target.toAbsolutePath().toString(),
                "all",
                all,
                "only",
                only,
                "widths",
                widths.isEmpty() ? List.of(390, 1280, 1440, 1920) : widths,
                "languages",
                languages.isEmpty() ? List.of("en", "zh-CN") : languages,
                "themes",
                themes.isEmpty() ? List.of("light", "dark") : themes);
    }
}
