package io.trivium.deploy.chaos;

import io.trivium.deploy.chaos.ChaosPlan.FlowName;
import io.trivium.deploy.faults.Flow;
import io.trivium.deploy.faults.Killing;
import io.trivium.deploy.faults.Violation;
import io.trivium.deploy.faults.Waits;
import io.trivium.deploy.faults.fin.FinFlow;
import io.trivium.deploy.faults.learning.LearningFlow;
import io.trivium.deploy.faults.med.MedFlow;
import io.trivium.deploy.faults.plant.PlantFlow;
import io.trivium.deploy.standalone.Link;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Ports;
import io.trivium.deploy.supervision.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Puts loads on all flows of a platform at once, disturbs it by a seeded schedule, and lets each flow's judge compare
 * the remaining data with the acknowledged data. For one thread.
 */
public final class ChaosRun {
    /** With six loads at once, work takes minutes that takes seconds on an idle machine. */
    private static final Duration PATIENCE = Waits.RECOVERY;

    private static final Duration PATIENCE_WITH_SABOTAGE = Duration.ofSeconds(45);

    private final Platform platform;
    private final ChaosPlan plan;
    private final Proxies proxies;
    private final Disks disks;
    private final Clocks clocks;
    private final Audit audit;
    private final Consumer<String> talk;
    private final Instant started = Instant.now();
    private final Waits waits;
    private final List<Waits> all = new ArrayList<>();
    private final List<Flow> flows = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    /** Verifies the audit chains of all services. */
    @FunctionalInterface
    public interface Audit {
        /** The faults found, in words. */
        List<String> findings() throws InterruptedException;
    }

    /**
     * A run on a platform that is ready, behind its proxies.
     *
     * @param talk receives progress lines
     */
    public ChaosRun(
            Platform platform,
            PlatformStatus status,
            ChaosPlan plan,
            Proxies proxies,
            Disks disks,
            Clocks clocks,
            Audit audit,
            Consumer<String> talk) {
        this.platform = platform;
        this.plan = plan;
        this.proxies = proxies;
        this.disks = disks;
        this.clocks = clocks;
        this.audit = audit;
        this.talk = talk;
        this.waits = waitsOf("chaos");
        Ports behind = new Ports(status.portBase(), true);
        for (FlowName name : FlowName.values()) {
            if (!plan.flows().contains(name)) continue;
            Waits own = waitsOf(name.name());
            flows.add(
                    switch (name) {
                        case fin -> new FinFlow(platform, plan.seed(), plan.rate(), own);
                        case industrial ->
                            new PlantFlow(
                                    platform,
                                    plan.seed(),
                                    Math.toIntExact(1 + plan.length().toMinutes() / 2),
                                    own,
                                    behind);
                        case med -> new MedFlow(platform, plan.slices(), own, behind.of(Link.DICOM));
                        case learning -> new LearningFlow(platform, status, own);
                    });
        }
    }

    private Waits waitsOf(String name) {
        Waits one = new Waits(started, line -> talk.accept(String.format(Locale.ROOT, "%-10s %s", name, line)));
        all.add(one);
        return one;
    }

    /** Runs to the end, regardless of its findings. */
    public ChaosReport run() throws InterruptedException {
        waits.say("seed " + plan.seed() + ", " + plan.length().toMinutes() + " minutes, flows " + flowNames());
        try {
            boolean begun = true;
            for (Flow flow : flows) begun &= flow.begin();
            if (begun) disturb();
            proxies.restoreAll();
            List<Violation> violations = new ArrayList<>();
            for (Flow flow : flows) flow.endLoad();
            for (Flow flow : flows) flow.settle();
            for (Flow flow : flows) violations.addAll(flow.judge());
            List<String> chains = audit.findings();
            chains.forEach(finding -> violations.add(new Violation(AuditPromise.INTACT, "-", finding)));
            List<Violation> stalls = stalls();
            List<Violation> sabotaged = plan.isSabotaged() ? sabotaged(stalls) : List.of();
            if (!plan.sabotage().contains(ChaosSabotage.link_left_clogged)) violations.addAll(stalls);
            ChaosReport report = new ChaosReport(
                    plan,
                    started,
                    Duration.between(started, Instant.now()),
                    List.copyOf(flows),
                    List.copyOf(outcomes),
                    List.copyOf(violations),
                    sabotaged);
            report.lines().forEach(talk);
            return report;
        } finally {
            flows.forEach(Flow::abandon);
        }
    }

    private List<String> flowNames() {
        return flows.stream().map(Flow::name).toList();
    }

    private List<Violation> stalls() {
        return all.stream().flatMap(each -> each.stalls().stream()).toList();
    }

    private void disturb() throws InterruptedException {
        Schedule schedule = new Schedule(plan.seed(), Targets.of(plan, disks, clocks));
        Disturber disturber =
                new Disturber(platform.data(), new Killing(platform, waits), waits, proxies, disks, clocks);
        Recovery recovery = new Recovery(flows, waits, PATIENCE);
        Instant end = Instant.now().plus(plan.length());
        while (Instant.now().isBefore(end) && stalls().isEmpty()) {
            Fault fault = schedule.next();
            waits.pause(fault.pause());
            if (!disturber.inflict(fault)) continue;
            recovery.ended(fault);
            if (fault.hasty() && Instant.now().isBefore(end)) waits.say("  the next fault does not wait");
            else outcomes.addAll(recovery.await());
        }
        outcomes.addAll(recovery.await());
        if (plan.sabotage().contains(ChaosSabotage.link_left_clogged) && stalls().isEmpty()) leaveClogged();
    }

    /** A fault whose end is forgotten: the recovery from it must not be found. */
    private void leaveClogged() throws InterruptedException {
        waits.say("sabotage: " + ChaosSabotage.link_left_clogged);
        proxies.set(Link.KAFKA, new Mode.Clog());
        Recovery recovery = new Recovery(flows, waits, PATIENCE_WITH_SABOTAGE);
        recovery.ended(new Fault(
                FaultKind.SWIZZLE_CLOG, Link.KAFKA.toString(), Duration.ZERO, Duration.ZERO, false, plan.seed()));
        recovery.await();
        proxies.restoreAll();
    }

    /** The findings of the same judges after data was broken without the platform's knowledge. */
    private List<Violation> sabotaged(List<Violation> stalls) throws InterruptedException {
        List<Violation> found = new ArrayList<>();
        if (plan.sabotage().contains(ChaosSabotage.link_left_clogged)) found.addAll(stalls);
        for (Flow flow : flows) found.addAll(sabotaged(flow));
        return found;
    }

    private List<Violation> sabotaged(Flow flow) throws InterruptedException {
        return switch (flow) {
            case FinFlow payments
            when !ChaosSabotage.ofFin(plan.sabotage()).isEmpty() ->
                payments.sabotaged(ChaosSabotage.ofFin(plan.sabotage()));
            case PlantFlow plant when !plan.plantSabotage().isEmpty() -> plant.sabotaged(plan.plantSabotage());
            case MedFlow hospital when !plan.medSabotage().isEmpty() -> hospital.sabotaged(plan.medSabotage());
            case LearningFlow store when plan.sabotage().contains(ChaosSabotage.label_lost) -> store.sabotaged();
            default -> List.of();
        };
    }
}
