package io.trivium.runtime.learning.update;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.runtime.testing.TestKey;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.network.TaskData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Small trained champions to update, each of a task with limits of its own. */
public final class UpdateStack implements QuarkusTestResourceLifecycleManager {
    /** Everything is trained, quickly. */
    static final String TOY = "update-toy";
    /** Is trained for long enough that it can be disturbed. */
    static final String LONG = "update-long";
    /** May take no memory to speak of, and its labels are not configured. */
    static final String TIGHT = "update-tight";
    /** May take no time to speak of; is due, but has too few labels. */
    static final String BRIEF = "update-brief";

    static final List<String> TASKS = List.of(TOY, LONG, TIGHT, BRIEF);

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("trivium-update-test");
            champions(folder, TASKS);
            Map<String, String> settings = new HashMap<>(TestKey.settings(folder));
            settings.put(
                    "platform.runtime.registry.packs", folder.resolve("packs").toString());
            settings.put(
                    "platform.runtime.registry.store", folder.resolve("store").toString());
            settings.put(
                    "platform.runtime.learning.update.work",
                    folder.resolve("work").toString());
            settings.put("platform.runtime.serving.workers", "1");
            settings.put("platform.runtime.learning.consume", "false");
            settings.put("platform.dead-letter.topics", "");
            settings.put("platform.runtime.learning.update.poll", "1s");
            settings.put("platform.runtime.learning.update.gives-way", "false");
            settings.put("platform.runtime.learning.update.lease", "2s");
            for (String task : TASKS) {
                String key = "platform.runtime.learning.update.tasks.\"" + task + "\".";
                settings.put(key + "train-days", "60");
                settings.put(key + "validation-days", "5");
                settings.put(key + "test-days", "5");
                settings.put(key + "most-attempts", "60");
                settings.put(key + "heap", "512M");
                if (!task.equals(TIGHT)) {
                    settings.put("platform.runtime.learning.tasks.\"" + task + "\".labels", "fraud,genuine");
                }
                if (task.equals(TOY)) settings.put(key + "recipe", "whole");
                else settings.put(key + "epochs", "60");
                settings.put(key + "time-budget", task.equals(BRIEF) ? "1s" : "10m");
                settings.put(key + "memory-budget", task.equals(TIGHT) ? "32M" : "3G");
            }
            String due = "platform.runtime.learning.update.tasks.\"" + BRIEF + "\".";
            settings.put(due + "enabled", "true");
            settings.put(due + "tenants", "demo-bank");
            settings.put(due + "every", "365d");
            settings.put(due + "minimum-labels", "1000000");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trains champions and puts them among the bundled packs. */
    static void champions(Path folder, List<String> tasks) throws IOException {
        champions(folder, tasks, spec -> spec.replace("epochs: 4", "epochs: 1"));
    }

    /** As above, by other changes of the specification. */
    static void champions(Path folder, List<String> tasks, UnaryOperator<String> changed) throws IOException {
        Path rows = write(folder.resolve("rows.safetensors"), ToyTask.rows(128, 1));
        Path held = write(folder.resolve("held.safetensors"), ToyTask.rows(64, 2));
        List<String> commands = new ArrayList<>();
        for (String task : tasks) {
            Path spec = folder.resolve(task + ".yaml");
            Files.writeString(
                    spec,
                    changed.apply(ToyTask.SPEC.replace("task: toy", "task: " + task))
                            .replace("rebalanceSteps: 60", "rebalanceSteps: 5, startBalancing: 5"));
            if (!commands.isEmpty()) commands.add(ChampionTool.NEXT);
            commands.addAll(List.of(
                    "train",
                    "--spec",
                    spec.toString(),
                    "--data",
                    rows.toString(),
                    "--validation",
                    held.toString(),
                    "--out",
                    folder.resolve("packs/" + task + "/1").toString()));
        }
        int code = run(commands);
        if (code != 0) throw new IllegalStateException("the champions of " + tasks + " could not be trained");
    }

    /** In a process of its own: the engine's library can be loaded by one class loader of a process, and tests have several. */
    private static int run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                ChampionTool.class.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return builder.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while champions were trained", e);
        }
    }

    private static Path write(Path file, TaskData data) throws IOException {
        new SafetensorsWriter()
                .add("events", new long[] {data.rows(), 3, 2}, data.input("events", 6))
                .add("features", new long[] {data.rows(), 2}, data.input("features", 2))
                .add("label", new long[] {data.rows()}, data.labels())
                .add("rowhash", new long[] {data.rows()}, data.rowHashes())
                .write(file);
        return file;
    }

    @Override
    public void stop() {
        // The system cleans its temporary directory.
    }
}
