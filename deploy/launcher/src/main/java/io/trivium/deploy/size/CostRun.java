package io.trivium.deploy.size;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.size.CostMeter.Kept;
import io.trivium.deploy.size.CostMeter.Use;
import io.trivium.deploy.size.UnitCosts.Cost;
import io.trivium.deploy.size.UnitCosts.Idle;
import io.trivium.deploy.size.UnitCosts.Latency;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Meters a platform while loads run on it, one kind of work after the other, and then at rest. For one thread. */
public final class CostRun {
    /** Remaining work of loads is processed, and new processes would otherwise compile code during the rest. */
    private static final long SETTLING_SECONDS = 60;

    private static final long REST_SECONDS = 60;
    private static final long PERIOD_SECONDS = 3;

    /** In the file of unit costs that comes with this release, latencies have their sources; a new run keeps them. */
    private static final Map<String, Cost> RELEASED = UnitCosts.bundled().costs();

    private final CostMeter meter;
    private final Consumer<String> talk;
    private final Map<Workload, Stretch> stretches = new EnumMap<>(Workload.class);

    /** Something that makes items. */
    public interface Load {
        /** Ends when all items are done; returns the exit code of their producer. */
        int run() throws IOException, InterruptedException;
    }

    /** The meter's values while a load ran. */
    private record Stretch(List<Use> uses, Kept before, Kept after) {}

    public CostRun(Platform platform, PlatformStatus status, Consumer<String> talk) {
        this.meter = new CostMeter(platform, status);
        this.talk = talk;
    }

    /** Meters one kind of work. */
    public void measure(Workload workload, Load load) throws InterruptedException {
        List<Use> uses = new ArrayList<>(List.of(meter.use(workload)));
        Kept before = meter.kept(workload);
        FutureTask<Integer> work = new FutureTask<>((Callable<Integer>) load::run);
        Thread.ofPlatform().name("cost-load").daemon().start(work);
        int code = await(work, () -> uses.add(meter.use(workload)));
        uses.add(meter.use(workload));
        if (code != 0) {
            throw LauncherException.failure("The load of " + workload.key() + " ended with exit code " + code);
        }
        stretches.put(workload, new Stretch(List.copyOf(uses), before, meter.kept(workload)));
    }

    /** Meters the platform at rest and subtracts that from the measured costs; after all kinds of work. */
    public UnitCosts costs() throws InterruptedException {
        Map<String, Idle> idle = rest();
        Map<String, Cost> costs = new LinkedHashMap<>();
        stretches.forEach((workload, stretch) -> {
            Cost cost = CostStretch.cost(
                    workload, stretch.uses(), stretch.before(), stretch.after(), idle, latency(workload));
            costs.put(workload.key(), cost);
            talk.accept(String.format(
                    Locale.ROOT,
                    "%s: %.3f ms of processor an item at %.2f/s %s; %.0f bytes of database, %.0f of topics, %.0f of files",
                    workload.key(),
                    cost.allCpuMillis(),
                    cost.perSecond(),
                    cost.cpuMillis(),
                    cost.databaseBytes(),
                    cost.topicBytes(),
                    cost.fileBytes()));
        });
        return new UnitCosts(
                LocalDate.now(ZoneOffset.UTC).toString(),
                Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.arch"),
                idle,
                costs);
    }

    private Map<String, Idle> rest() throws InterruptedException {
        talk.accept("At rest for " + (SETTLING_SECONDS + REST_SECONDS) + " s");
        CountDownLatch never = new CountDownLatch(1);
        never.await(SETTLING_SECONDS, TimeUnit.SECONDS);
        Use before = meter.use(Workload.AUTHORIZATION);
        never.await(REST_SECONDS, TimeUnit.SECONDS);
        Use after = meter.use(Workload.AUTHORIZATION);
        double millis = (after.nanos() - before.nanos()) / 1e6;
        Map<String, Long> memory = meter.memoryBytes();
        Map<String, Idle> idle = new LinkedHashMap<>();
        after.cpuMillis()
                .forEach((component, cpu) -> idle.put(
                        component,
                        new Idle(
                                CostStretch.round((cpu - before.cpuMillis().getOrDefault(component, 0.0)) / millis),
                                memory.getOrDefault(component, 0L))));
        return idle;
    }

    private static @Nullable Latency latency(Workload workload) {
        Cost released = RELEASED.get(workload.key());
        return released == null ? null : released.latency();
    }

    private static int await(FutureTask<Integer> work, Runnable meanwhile) throws InterruptedException {
        while (true) {
            try {
                return work.get(PERIOD_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException _) {
                meanwhile.run();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof LauncherException known) throw known;
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
