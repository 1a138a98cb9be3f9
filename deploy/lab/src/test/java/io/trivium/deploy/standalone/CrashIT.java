package io.trivium.deploy.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trivium.deploy.chaos.ChaosPlan;
import io.trivium.deploy.chaos.ChaosPlan.FlowName;
import io.trivium.deploy.chaos.ChaosReport;
import io.trivium.deploy.chaos.ChaosRun;
import io.trivium.deploy.chaos.Clocks;
import io.trivium.deploy.chaos.Disks;
import io.trivium.deploy.chaos.FaultKind;
import io.trivium.deploy.chaos.Proxies;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.faults.fin.FaultPlan;
import io.trivium.deploy.faults.fin.FaultReport;
import io.trivium.deploy.faults.fin.FaultRun;
import io.trivium.deploy.supervision.Platform;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Kill -9 of every process of the path under load: nothing acknowledged is lost or decided twice, every decision has the
 * features that the logs give, and the feature state equals one computed from the input alone. {@code -Dtrivium.faults.seed=N} repeats a run.
 */
class CrashIT {
    private static final int PORT_BASE = 29_000;
    private static final int ROUNDS = Integer.getInteger("trivium.faults.rounds", 1);
    private static final int RATE = 60;
    private static final Installation INSTALLATION = Installation.current();

    /** Stays after the test, with its logs. */
    private static final Path DATA = INSTALLATION.root().resolve("deploy/lab/target/crash-it");

    /** Faults of links, and ends at named places, begin within this time: a quarter of a minute each. */
    private static final Duration CHAOS = Duration.ofSeconds(Integer.getInteger("trivium.chaos.seconds", 40));

    private Platform platform = new Platform(DataDirectory.at(DATA));
    private @Nullable Proxies proxies;

    @AfterEach
    void stop() throws InterruptedException {
        platform.stop(ignored -> {});
        if (proxies != null) proxies.close();
        assertEquals(List.of(), Processes.of(platform.data()));
    }

    @Test
    void everyAcknowledgedAuthorizationHasOneDecisionAndTheStateIsThatOfTheInput() throws Exception {
        assumeTrue(
                INSTALLATION.isBuilt("domain-fin") && INSTALLATION.isBuilt("model-runtime"),
                "domain-fin and model-runtime are not built");
        Processes.kill(Processes.of(DataDirectory.at(DATA)), Duration.ofSeconds(20));
        Cache.deleteTree(DATA);
        long seed = Long.getLong("trivium.faults.seed", new SecureRandom().nextInt());
        platform = Platform.disturbed(DataDirectory.open(DATA));
        Proxies links = new Proxies(new Ports(PORT_BASE), seed);
        proxies = links;
        platform.start(PORT_BASE);
        platform.awaitReady(Duration.ofMinutes(5), ignored -> {});

        FaultReport report =
                new FaultRun(platform, new FaultPlan(seed, ROUNDS, RATE, false), System.out::println).run();

        assertEquals(List.of(), report.violations(), () -> "seed " + seed);
        List<String> victims = List.of(
                "domain-fin", "model-runtime", KafkaComponent.NAME, PostgresComponent.NAME, KeycloakComponent.NAME);
        assertEquals(victims.size() * ROUNDS, report.kills());
        for (String victim : victims) assertEquals(ROUNDS, report.kills(victim), victim);
        assertTrue(report.acknowledged() > 1_000, () -> "acknowledged: " + report.acknowledged());
        assertTrue(report.featuresCompared() > 50 * 400, () -> "features compared: " + report.featuresCompared());
        assertTrue(
                report.decisionsRechecked() >= report.acknowledged(),
                () -> "decisions computed once more: " + report.decisionsRechecked());
        assertTrue(report.probesWithRisk() > 50, () -> "probes with risk: " + report.probesWithRisk());
        assertTrue(report.toJson().contains("\"name\" : \"feature-mismatches\""));

        disturbLinks(links, seed);
    }

    /** The same judge, and that of the learning store, after faults of the network on the same platform. */
    private void disturbLinks(Proxies links, long seed) throws InterruptedException {
        ChaosPlan plan = new ChaosPlan(
                seed,
                CHAOS,
                Set.of(FlowName.fin, FlowName.learning),
                Set.of(FaultKind.CUT, FaultKind.FAULT_POINT, FaultKind.SWIZZLE_CLOG),
                RATE / 2,
                6,
                List.of(),
                List.of(),
                List.of());
        ChaosReport report = new ChaosRun(
                        platform,
                        platform.awaitReady(Duration.ofMinutes(5), ignored -> {}),
                        plan,
                        links,
                        Disks.none(),
                        Clocks.none(),
                        List::of,
                        System.out::println)
                .run();
        assertEquals(List.of(), report.violations(), () -> "seed " + seed);
        assertTrue(report.faults() > 0);
    }
}
