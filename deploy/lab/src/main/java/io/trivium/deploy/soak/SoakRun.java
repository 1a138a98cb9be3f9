package io.trivium.deploy.soak;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.FinFlow;
import io.trivium.deploy.faults.learning.LearningFlow;
import io.trivium.deploy.faults.med.MedFlow;
import io.trivium.deploy.faults.plant.PlantFlow;
import io.trivium.deploy.standalone.Link;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;

/** Puts the loads of all flows on a platform for the planned time and samples it meanwhile. For one thread. */
public final class SoakRun {
    /** Time between authorizations: at 60 a second an hour of their time passes in one. */
    private static final Duration APART = Duration.ofMinutes(1);

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Platform platform;
    private final PlatformStatus status;
    private final SoakPlan plan;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final List<Waits> all = new ArrayList<>();
    private final Waits waits;
    private final MedFlow studies;
    private final List<Flow> flows;

    /** @param talk receives progress lines */
    public SoakRun(Platform platform, PlatformStatus status, SoakPlan plan, Consumer<String> talk) {
        this.platform = platform;
        this.status = status;
        this.plan = plan;
        this.talk = talk;
        this.waits = waitsOf("soak");
        this.studies = new MedFlow(
                platform, plan.slices(), waitsOf("med"), status.ports().of(Link.DICOM));
        this.flows = List.of(
                new FinFlow(platform, plan.seed(), plan.rate(), APART, waitsOf("fin")),
                new PlantFlow(platform, plan.seed(), 1, waitsOf("industrial"), status.ports()),
                studies,
                new LearningFlow(platform, status, waitsOf("learning")));
    }

    private Waits waitsOf(String name) {
        Waits one = new Waits(started, line -> talk.accept(String.format(Locale.ROOT, "%-10s %s", name, line)));
        all.add(one);
        return one;
    }

    /** Runs to the end. */
    public SoakReport run() throws InterruptedException {
        Path file = platform.data().of("soak").resolve("samples-" + NAME.format(started) + ".csv");
        waits.say(plan.load() + "; samples in " + file);
        try (SampleFile samples = SampleFile.create(file);
                Sampler sampler = new Sampler(platform, status, studies)) {
            for (Flow flow : flows) {
                if (!flow.begin()) {
                    throw LauncherException.failure("The load of " + flow.name()
                            + " does not begin; see ./trivium status" + " and ./trivium logs with --data-dir "
                            + platform.data().root() + ".");
                }
            }
            sample(samples, sampler);
            for (Flow flow : flows) {
                long mark = flow.mark();
                waits.await(flow.name() + " completes", Waits.RECOVERY, () -> flow.isThroughSince(mark));
            }
        } catch (IOException e) {
            throw LauncherException.failure("The platform cannot be sampled: " + e.getMessage());
        } finally {
            flows.forEach(Flow::abandon);
        }
        List<Violation> stalls =
                all.stream().flatMap(each -> each.stalls().stream()).toList();
        SoakReport report = SoakReport.of(started, plan.load(), file, SampleFile.read(file), stalls);
        report.lines().forEach(talk);
        return report;
    }

    /** Once in each period, at a moment drawn by lot: a sawtooth as regular as the samples would look like a slope. */
    private void sample(SampleFile samples, Sampler sampler) throws InterruptedException, IOException {
        Random moments = new Random(plan.seed());
        long begin = System.nanoTime();
        Duration thoroughAt = Duration.ZERO;
        Duration next = Duration.ZERO;
        while (next.compareTo(plan.length()) <= 0) {
            Duration moment = next.plusNanos(moments.nextLong(plan.period().toNanos()));
            waits.pause(moment.minusNanos(System.nanoTime() - begin));
            boolean thorough = next.compareTo(thoroughAt) >= 0;
            if (thorough) thoroughAt = thoroughAt.plus(plan.betweenCollections());
            samples.add(sampler.take((System.nanoTime() - begin) / 1e9, thorough));
            if (thorough) waits.say(summary());
            next = next.plus(plan.period());
        }
    }

    private String summary() {
        return String.format(
                Locale.ROOT, "%.0f MiB resident, %d studies", platform.residentBytes() / 1048576.0, studies.mark());
    }
}
