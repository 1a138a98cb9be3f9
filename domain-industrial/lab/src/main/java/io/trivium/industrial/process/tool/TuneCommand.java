package io.trivium.industrial.process.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.trivium.industrial.process.bead.BeadLimits;
import io.trivium.industrial.process.bead.Objective;
import io.trivium.industrial.process.bead.Range;
import io.trivium.industrial.process.bead.Setting;
import io.trivium.industrial.process.bead.WeldJob;
import io.trivium.industrial.process.bead.WeldProcess;
import io.trivium.industrial.process.policy.OffsetEstimate;
import io.trivium.industrial.process.policy.PolicyFile;
import io.trivium.industrial.process.policy.Preference;
import io.trivium.industrial.process.policy.PreferenceTuning;
import io.trivium.industrial.process.policy.WeldPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tunes a policy by operators' choices and writes the tuned one. */
@Command(
        name = "tune",
        description = "Tune a policy by operators' choices (DPO) without breaking a limit that it kept.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
final class TuneCommand implements Callable<Integer> {
    @Mixin
    private PolicyOption policies = new PolicyOption();

    @Option(
            names = "--preferences",
            required = true,
            paramLabel = "FILE",
            description = "One JSON object a line: objective, width, height, penetration (ranges such as 10..12),"
                    + " current, chosen and rejected (arrays of settings).")
    private Path preferences;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the tuned policy is written.")
    private Path out;

    @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** One line of the file. */
    record Line(
            Objective objective,
            @Nullable String width,
            @Nullable String height,
            @Nullable String penetration,
            @Nullable List<Double> current,
            List<Double> chosen,
            List<Double> rejected) {}

    @Override
    public Integer call() throws IOException {
        WeldPolicy policy = policies.policy();
        List<Preference> read = read(policies.process(policy));
        PreferenceTuning.Outcome outcome = new PreferenceTuning(policy, seed).tune(read);
        if (outcome.learned() == 0) {
            throw new IOException("nothing was learned: " + outcome.skipped() + " of " + read.size()
                    + " choices break a limit of their job, and the others would make the policy break one;"
                    + " no policy was written");
        }
        PolicyFile.write(
                outcome.policy(),
                Map.of("tunedFrom", policies.name(), "preferences", outcome.learned(), "seed", seed),
                out);
        System.out.println(WeldingTool.JSON.writeValueAsString(Map.of(
                "policy", out.toString(),
                "learned", outcome.learned(),
                "skipped", outcome.skipped(),
                "kept", outcome.kept())));
        return 0;
    }

    private List<Preference> read(WeldProcess process) throws IOException {
        if (!Files.isRegularFile(preferences)) throw new IOException("--preferences " + preferences + " is not there");
        List<Preference> read = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(preferences)) {
            number++;
            if (line.isBlank()) continue;
            try {
                read.add(preference(process, WeldingTool.JSON.readValue(line, Line.class)));
            } catch (JsonProcessingException e) {
                throw new IOException(preferences + ", line " + number + ": " + e.getOriginalMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new IOException(preferences + ", line " + number + ": " + e.getMessage(), e);
            }
        }
        if (read.isEmpty()) throw new IOException(preferences + " has no preference");
        return read;
    }

    private static Preference preference(WeldProcess process, Line line) {
        WeldJob job = new WeldJob(
                "preference",
                required(line.objective(), "objective"),
                new BeadLimits(range(line.width()), range(line.height()), range(line.penetration())));
        List<Double> rejected = coded(process, line.rejected(), "rejected");
        List<Double> current = line.current();
        return new Preference(
                process,
                job,
                current == null ? rejected : coded(process, current, "current"),
                coded(process, line.chosen(), "chosen"),
                rejected,
                OffsetEstimate.NONE);
    }

    private static Range range(@Nullable String text) {
        return text == null ? Range.ANY : Range.parse(text);
    }

    private static List<Double> coded(WeldProcess process, List<Double> values, String name) {
        List<Setting> settings = process.settings();
        List<Double> given = required(values, name);
        if (given.size() != settings.size()) {
            throw new IllegalArgumentException(name + " needs " + settings.size() + " settings, not " + given.size());
        }
        List<Double> coded = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) coded.add(settings.get(i).coded(given.get(i)));
        return coded;
    }

    /** A field that JSON may have left out. */
    private static <T> T required(@Nullable T value, String name) {
        if (value == null) throw new IllegalArgumentException(name + " is missing");
        return value;
    }
}
