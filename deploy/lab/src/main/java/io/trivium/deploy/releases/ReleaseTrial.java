package io.trivium.deploy.releases;

import io.trivium.deploy.LauncherException;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.standalone.Cache;
import io.trivium.deploy.standalone.Database;
import io.trivium.deploy.standalone.PlatformStatus;
import io.trivium.deploy.standalone.Tools;
import io.trivium.deploy.supervision.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Releases good and bad versions, some models side by side and one version of each after the other, under traffic with labels
 * that come late. Looks and limits are those of production; the times that a version has to stay in a state are shorter.
 */
public final class ReleaseTrial {
    private static final Map<String, String> TIMES =
            Map.of("shadow-for", "10s", "canary-for", "10s", "watch-for", "90s");
    private static final String PREFIX = "platform.runtime.learning.";
    private static final String TASK = "release";

    private final long seed;
    private final int lanes;
    private final Consumer<String> talk;

    /**
     * A trial.
     *
     * @param lanes models side by side
     * @param talk receives the outcome of each version
     */
    public ReleaseTrial(long seed, int lanes, Consumer<String> talk) {
        this.seed = seed;
        this.lanes = lanes;
        this.talk = talk;
    }

    /** Leaves the settings of the trial where the model runtime looks for them when it starts, its working directory. */
    public void configure(DataDirectory data) {
        StringBuilder settings = new StringBuilder("# Of ./trivium bench learning --only releases.\n");
        TIMES.forEach((key, value) -> settings.append(PREFIX + "release.")
                .append(key)
                .append('=')
                .append(value)
                .append('\n'));
        for (int lane = 1; lane <= lanes; lane++) {
            settings.append(PREFIX + "tasks.")
                    .append(task(lane))
                    .append(".labels=")
                    .append(SimulatedTask.POSITIVE)
                    .append(',')
                    .append(SimulatedTask.NEGATIVE)
                    .append('\n');
        }
        Path file = file(data);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, settings);
        } catch (IOException e) {
            throw LauncherException.failure("The settings cannot be written to " + file + ": " + e.getMessage());
        }
    }

    /** Takes the settings away, so that the next start is as any other. */
    public static void forget(DataDirectory data) {
        try {
            Files.deleteIfExists(file(data));
        } catch (IOException e) {
            throw LauncherException.failure("Delete " + file(data) + ", which changes how versions are released: " + e);
        }
    }

    private static Path file(DataDirectory data) {
        return data.of("model-runtime").resolve("config/application.properties");
    }

    private static String task(int lane) {
        return TASK + lane;
    }

    /** So many good versions and as many bad ones. */
    public ReleaseReport run(Platform platform, PlatformStatus status, Tools tools, int each)
            throws IOException, InterruptedException {
        String run = "bench" + Long.toString(Instant.now().getEpochSecond(), Character.MAX_RADIX);
        List<List<Course>> plan = CoursePlan.of(seed, each, lanes);
        Path packs = Files.createTempDirectory("trivium-releases");
        try (RuntimeCalls calls = new RuntimeCalls(platform, status);
                ExecutorService threads = Executors.newFixedThreadPool(lanes)) {
            write(tools.signing(platform.data()), packs, run, plan);
            List<Future<List<CourseResult>>> running = new ArrayList<>();
            for (List<Course> courses : plan) {
                running.add(
                        threads.submit(() -> lane(calls, new Database(status, platform.data()), packs, run, courses)));
            }
            List<CourseResult> results = new ArrayList<>();
            for (Future<List<CourseResult>> one : running) results.addAll(one.get());
            return new ReleaseReport(results);
        } catch (ExecutionException e) {
            throw LauncherException.failure("The releases could not continue: " + e.getCause());
        } finally {
            Cache.deleteTree(packs);
        }
    }

    private static String model(String run, int lane) {
        return run + '-' + lane;
    }

    private void write(Tools tools, Path packs, String run, List<List<Course>> plan) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("evaluate", "release-packs", "--out", packs.toString()));
        Random random = new Random(seed);
        for (int lane = 1; lane <= lanes; lane++) {
            String of = task(lane) + ':' + model(run, lane) + ':';
            arguments.add(of + "1:good:" + SimulatedTask.weights(random));
            for (Course course : plan.get(lane - 1)) {
                arguments.add(of + course.version() + ':' + course.fault().word() + ':' + course.weights());
            }
        }
        var _ = tools.runtimeOutput(arguments);
    }

    private List<CourseResult> lane(RuntimeCalls calls, Database database, Path packs, String run, List<Course> courses)
            throws SQLException, IOException, InterruptedException {
        List<CourseResult> results = new ArrayList<>();
        if (courses.isEmpty()) return results;
        int lane = courses.getFirst().lane();
        String model = model(run, lane);
        try (ReleaseTable table = new ReleaseTable(database)) {
            CourseRun runs = new CourseRun(calls, table, new LateLabels(model, task(lane)), task(lane), model);
            calls.register(model, packs.resolve(model + "-1"));
            calls.activate(model, 1);
            for (Course course : courses) {
                calls.register(model, packs.resolve(model + "-" + course.version()));
                CourseResult result = runs.run(course, Integer.parseInt(calls.champion(model)));
                talk.accept(ReleaseReport.line(result));
                results.add(result);
            }
        }
        return results;
    }
}
