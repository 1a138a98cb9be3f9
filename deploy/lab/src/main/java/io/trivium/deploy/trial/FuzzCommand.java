package io.trivium.deploy.trial;

import io.trivium.deploy.ExitCode;
import io.trivium.deploy.cli.Trivium;
import io.trivium.deploy.cli.option.Terminal;
import io.trivium.deploy.fuzz.FuzzLimits;
import io.trivium.deploy.fuzz.FuzzResult;
import io.trivium.deploy.fuzz.FuzzRun;
import io.trivium.deploy.fuzz.FuzzTarget;
import io.trivium.deploy.standalone.Installation;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Searches for input that breaks readers of external data. */
@Command(
        name = "fuzz",
        subcommands = ApiFuzzCommand.class,
        description = {
            "Search for input that breaks what reads from the outside: DICOM, HL7, payments, Sparkplug, inference, packs.",
            "Guided by coverage, one target after another, from the inputs kept in src/test/fuzz of each module and from what",
            "earlier searches learnt, in .data-fuzz next to ./trivium. Whatever breaks a target is left there as a file.",
            "Exit code 0 when nothing was found."
        })
final class FuzzCommand implements Callable<Integer> {
    /** Of each target's kept inputs, so that all of them stay below 2 MB. */
    private static final long KEPT_BYTES = 120_000;

    @ParentCommand
    Trivium trivium = new Trivium();

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--target", paramLabel = "NAME", description = "One target; may be given again (default: all).")
    List<String> targets = new ArrayList<>();

    @Option(
            names = "--minutes",
            defaultValue = "14",
            description = "Minutes of all targets together (default: ${DEFAULT-VALUE}).")
    double minutes = 14;

    @Option(names = "--executions", description = "Inputs for each target at most (default: what the minutes allow).")
    @Nullable
    Long executions;

    @Option(names = "--seed", description = "Seed of the search's choices (default: a new one, which is printed).")
    @Nullable
    Integer seed;

    @Option(
            names = "--keep",
            description = "Add the smallest inputs that reach everything to src/test/fuzz, as far as there is room.")
    boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        List<FuzzTarget> chosen = chosen();
        Integer given = seed;
        Long most = executions;
        Duration each = Duration.ofSeconds(Math.max(1, (long) (minutes * 60 / chosen.size())));
        FuzzLimits limits = new FuzzLimits(
                each,
                most == null ? OptionalLong.empty() : OptionalLong.of(most),
                given == null ? 1 + new SecureRandom().nextInt(Integer.MAX_VALUE - 1) : given);
        Terminal terminal = trivium.options.terminal;
        terminal.say(chosen.size() + " targets, " + each.toSeconds() + " s each at most, seed " + limits.seed());
        Path root = Installation.current().root();
        FuzzRun run = new FuzzRun(root, root.resolve(".data-fuzz"));
        List<FuzzResult> results = new ArrayList<>();
        for (FuzzTarget target : chosen) {
            FuzzResult result = run.search(target, limits);
            results.add(result);
            terminal.say(result.line());
            result.findings().forEach(file -> terminal.say("    " + file));
            if (keep) terminal.say("    kept " + run.keep(target, KEPT_BYTES) + " more inputs");
        }
        boolean clean = results.stream().allMatch(FuzzResult::isClean);
        terminal.say(String.format(
                Locale.ROOT,
                "%,d executions, %d crashes, %d hangs",
                results.stream().mapToLong(FuzzResult::executions).sum(),
                results.stream().mapToLong(FuzzResult::crashes).sum(),
                results.stream().mapToLong(FuzzResult::hangs).sum()));
        if (trivium.options.json) trivium.options.print(document(limits, results));
        return clean ? ExitCode.OK.code() : ExitCode.FAILURE.code();
    }

    private List<FuzzTarget> chosen() {
        if (targets.isEmpty()) return List.of(FuzzTarget.values());
        return targets.stream()
                .map(name -> FuzzTarget.ofLabel(name)
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(), "There is no target '" + name + "'; there are " + labels())))
                .toList();
    }

    private static String labels() {
        return Arrays.stream(FuzzTarget.values()).map(FuzzTarget::label).collect(Collectors.joining(", "));
    }

    private static Map<String, Object> document(FuzzLimits limits, List<FuzzResult> results) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (FuzzResult result : results) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("target", result.target().label());
            each.put("executions", result.executions());
            each.put("seconds", result.seconds());
            each.put("crashes", result.crashes());
            each.put("hangs", result.hangs());
            each.put("completed", result.completed());
            each.put("findings", result.findings().stream().map(Path::toString).toList());
            list.add(each);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("seed", limits.seed());
        document.put(
                "executions", results.stream().mapToLong(FuzzResult::executions).sum());
        document.put("targets", list);
        return document;
    }
}
