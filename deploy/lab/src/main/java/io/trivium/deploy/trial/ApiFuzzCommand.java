package io.trivium.deploy.trial;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.LauncherException;
import io.trivium.deploy.cli.option.GlobalOptions;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.fuzz.api.ApiLimits;
import io.trivium.deploy.fuzz.api.PlatformFuzz;
import io.trivium.deploy.fuzz.api.Report;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Searches for requests that a service answers differently from its contract. */
@Command(
        name = "api",
        description = {
            "Send every operation of the services' OpenAPI contracts odd requests, as every role and without a token.",
            "The platform must run and may be thrown away after: what operations do is done, and its realm gets a client for",
            "each role. Judged: no 5xx, no answer after 10 s, declared statuses, problem documents without traces or SQL,",
            "nothing for callers without the right, nothing of another organisation. Exit code 0 when nothing was found."
        })
final class ApiFuzzCommand implements Callable<Integer> {
    private static final int UNANSWERED = 0;

    @ParentCommand
    FuzzCommand fuzz = new FuzzCommand();

    @Option(names = "--minutes", defaultValue = "10", description = "At most (default: ${DEFAULT-VALUE}).")
    double minutes = 10;

    @Option(names = "--requests", description = "At most (default: what the minutes allow).")
    @Nullable
    Long requests;

    @Option(names = "--seed", description = "Seed of all choices (default: a new one, which is printed).")
    @Nullable
    Integer seed;

    @Option(names = "--side", defaultValue = "4", description = "Requests at once (default: ${DEFAULT-VALUE}).")
    int side = 4;

    @Override
    public Integer call() throws InterruptedException {
        GlobalOptions options = fuzz.trivium.options;
        Integer given = seed;
        Long most = requests;
        ApiLimits limits = new ApiLimits(
                given == null ? 1 + new SecureRandom().nextInt(Integer.MAX_VALUE - 1) : given,
                most == null ? Long.MAX_VALUE : most,
                Duration.ofMillis((long) (minutes * 60_000)),
                Math.max(1, side));
        options.terminal.say("seed " + limits.seed());
        try (HttpClient http = HttpClient.newHttpClient()) {
            Report report = new PlatformFuzz(options.platform(), http).run(limits);
            show(report, options.terminal);
            if (options.json) options.print(report);
            return report.isClean() ? ExitCode.OK.code() : ExitCode.FAILURE.code();
        } catch (IOException e) {
            throw LauncherException.failure(
                    "The platform does not answer: " + e.getMessage() + "; see ./trivium status.");
        }
    }

    private static void show(Report report, Terminal terminal) {
        for (Report.Found found : report.found()) {
            terminal.say(String.format(
                    Locale.ROOT,
                    "%s: %s as %s %s (request %d, %d times%s)",
                    found.rule(),
                    found.operation(),
                    found.caller(),
                    found.sentence(),
                    found.request(),
                    found.times(),
                    found.repeats() ? "" : ", not again"));
            terminal.say("    " + found.curl());
            if (!found.answer().isBlank()) terminal.say("    " + found.answer().replaceAll("\\s+", " "));
        }
        report.unreached().forEach(operation -> terminal.say("never succeeded: " + operation));
        terminal.say(String.format(
                Locale.ROOT,
                "%,d requests in %d s to %d operations; %,d of %,d pairs of operation and caller answered; statuses %s;"
                        + " %d findings, %d slow or missing answers that were none again",
                report.requests(),
                report.seconds(),
                report.answers().size(),
                report.pairsAnswered(),
                report.pairs(),
                statuses(report),
                report.found().size(),
                report.passing()));
    }

    private static Map<String, Long> statuses(Report report) {
        Map<String, Long> statuses = new TreeMap<>();
        report.answers().values().stream()
                .flatMap(callers -> callers.values().stream())
                .flatMap(counts -> counts.entrySet().stream())
                .forEach(count -> statuses.merge(
                        count.getKey() == UNANSWERED ? "none" : count.getKey().toString(),
                        count.getValue(),
                        Long::sum));
        return statuses;
    }
}
