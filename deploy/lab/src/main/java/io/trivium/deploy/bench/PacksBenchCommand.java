package io.trivium.deploy.bench;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.WaitOption;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.standalone.Installation;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Identity;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Measures changes of an alias under attack, on a platform of its own, which keeps the packs. */
@Command(
        name = "packs",
        description = {
            "Measure how long a change of an alias takes while hostile packs are registered and loaded again and again",
            "and an upload brings 1 byte/s. Starts and stops a platform in .data-packs next to ./trivium, on other ports;",
            "--data-dir and --port-base name another.",
            "Exit code 0 when every target was met, 1 when one was missed."
        })
final class PacksBenchCommand implements Callable<Integer> {
    private static final int PORT_BASE = 28_800;
    /** An operator of models. */
    private static final String CLIENT = "trivium-cli-demo-bank";

    @ParentCommand
    BenchCommand bench = new BenchCommand();

    @Option(
            names = "--changes",
            defaultValue = "200",
            description = "Changes of the alias (default: ${DEFAULT-VALUE}).")
    int changes = 200;

    @Option(
            names = "--packs",
            defaultValue = "20",
            description = "Hostile packs at a time (default: ${DEFAULT-VALUE}).")
    int packs = 20;

    @Mixin
    WaitOption wait = new WaitOption();

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = bench.trivium.options;
        Platform platform = BenchPlatform.open(options, ".data-packs", PORT_BASE);
        return BenchPlatform.measure(options, platform, wait, status -> run(platform, status));
    }

    private int run(Platform platform, PlatformStatus status) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "bench",
                "packs",
                "--server",
                "http://127.0.0.1:" + status.ports().runtime(),
                "--changes",
                Integer.toString(changes),
                "--packs",
                Integer.toString(packs)));
        if (bench.trivium.options.json) arguments.add("--json");
        Map<String, String> environment =
                new HashMap<>(Secrets.of(platform.data()).packSigning());
        try (HttpClient http = HttpClient.newHttpClient()) {
            environment.put("TRIVIUM_TOKEN", new Identity(status, platform.data(), http).token(CLIENT));
        } catch (IOException e) {
            throw LauncherException.failure("Keycloak gives no token: " + e.getMessage());
        }
        return new Tools(Installation.current()).runtime(arguments, environment);
    }
}
