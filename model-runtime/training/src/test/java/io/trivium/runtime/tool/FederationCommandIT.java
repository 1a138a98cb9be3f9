package io.trivium.runtime.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tensor.SafetensorsWriter;
import io.trivium.core.testing.KafkaServer;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.tool.several.FederatedPack;
import io.trivium.runtime.training.federation.WeightShare;
import io.trivium.runtime.training.moe.MoeTrainingJob;
import io.trivium.runtime.training.moe.ToyTask;
import io.trivium.runtime.training.network.TaskData;
import io.trivium.runtime.training.stage.Measured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two sites in processes of their own over a real broker. One sees small amounts only and the other large ones, so that
 * alone each learns half of the task and the contrary of the other half.
 */
@org.jspecify.annotations.NullUnmarked // set before the first test
class FederationCommandIT {
    private static final String TOPIC = "weights-of-two-sites";
    private static final int ROUNDS = 12;
    private static final int LOCAL_STEPS = 25;
    /** An amount that only one site has, and that a federation must not give away. */
    private static final float MARKER = 61.8034f;

    private static final Set<String> ENVELOPE = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "tenantid",
            "schemaversion",
            "data");
    private static final Set<String> DATA =
            Set.of("federation", "round", "site", "terms", "base", "rows", "part", "parts", "digest", "content");

    @TempDir
    private static Path folder;

    private static long marked;

    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void trainWhatSitesBeginWith() throws Exception {
        TrainingOptions.prepareEngine(1);
        KafkaServer.shared().createTopics(1, TOPIC, WeightShare.TOPIC);
        write("public", ToyTask.rows(128, 9));
        TaskData all = ToyTask.rows(1_600, 1);
        write("joint", all);
        TaskData east = part(all, FederationCommandIT::isSmall);
        east.input("features", 2)[1] = MARKER;
        marked = east.rowHashes()[0];
        write("east", east);
        write("west", part(all, amount -> !isSmall(amount)));
        write("held", ToyTask.rows(200, 2));
        train("public", 1, "base");
    }

    private static boolean isSmall(float amount) {
        return amount < Math.exp(3);
    }

    @FunctionalInterface
    private interface Amounts {
        boolean are(float amount);
    }

    private static TaskData part(TaskData data, Amounts wanted) {
        float[] features = data.input("features", 2);
        IntPredicate chosen = row -> wanted.are(features[row * 2]);
        return data.part(IntStream.range(0, data.rows()).filter(chosen).toArray());
    }

    private static void write(String name, TaskData data) throws IOException {
        new SafetensorsWriter()
                .add("events", new long[] {data.rows(), 3, 2}, data.input("events", 6))
                .add("features", new long[] {data.rows(), 2}, data.input("features", 2))
                .add("label", new long[] {data.rows()}, data.labels())
                .add("rowhash", new long[] {data.rows()}, data.rowHashes())
                .write(folder.resolve(name + ".safetensors"));
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    /** Trains on rows that are all in one place. */
    private static void train(String rows, int epochs, String out) throws IOException {
        Files.writeString(
                folder.resolve(out + ".yaml"),
                ToyTask.SPEC
                        .replace("epochs: 4", "epochs: " + epochs)
                        .replace("rebalanceSteps: 60", "rebalanceSteps: 5, startBalancing: 5"));
        String[] command = {
            "train",
            "--spec",
            path(out + ".yaml"),
            "--data",
            path(rows + ".safetensors"),
            "--validation",
            path("held.safetensors"),
            "--out",
            path(out)
        };
        assertEquals(0, RuntimeTool.run(command));
    }

    private static List<String> federate(String name, String... changed) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--from", path("base"));
        options.put("--data", path(name + ".safetensors"));
        options.put("--validation", path("held.safetensors"));
        options.put("--site", name);
        options.put("--sites", "east,west");
        options.put("--rounds", Integer.toString(ROUNDS));
        options.put("--local-steps", Integer.toString(LOCAL_STEPS));
        options.put("--federation", "toy");
        options.put("--bootstrap", KafkaServer.shared().bootstrapServers());
        options.put("--topic", TOPIC);
        options.put("--work", path(name + "-work"));
        options.put("--out", path(name + "-out"));
        for (int i = 0; i < changed.length; i += 2) options.put(changed[i], changed[i + 1]);
        List<String> arguments = new ArrayList<>(List.of("train", "federate"));
        options.forEach((option, value) -> arguments.addAll(List.of(option, value)));
        return arguments;
    }

    /** A site in a process of its own. */
    private static Process start(String site) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                RuntimeTool.class.getName()));
        command.addAll(federate(site));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(site + ".err").toFile()));
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }

    private static String said(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".err"));
    }

    private static void awaitRound(String site, int round) throws Exception {
        Path kept = folder.resolve(site + "-work/round-" + round + "-weights.safetensors");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
        while (!Files.exists(kept)) {
            assertTrue(System.nanoTime() < end, said(site));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static double precision(String pack, TaskData rows) throws IOException {
        MoeTrainingJob job = new MoeTrainingJob(Files.readAllBytes(folder.resolve("whole.yaml")));
        return new Measured(
                        job.spec(),
                        job.model(),
                        MoeTrainingJob.read(folder.resolve(pack)).parameters())
                .metrics(rows)
                .getOrDefault("average_precision", 0.0);
    }

    @Test
    void learnsTogetherWhatNoSiteLearnsAloneThoughOneIsKilled() throws Exception {
        Process east = start("east");
        Process west = start("west");
        awaitRound("west", 3);
        west.destroyForcibly().waitFor();
        west = start("west");
        train("east", 24, "east-alone");
        train("west", 24, "west-alone");
        train("joint", 12, "whole");
        assertEquals(0, west.waitFor(), said("west"));
        assertEquals(0, east.waitFor(), said("east"));
        assertTrue(said("west").contains("continues after round "), said("west"));

        assertSamePacks();
        TaskData test = ToyTask.rows(800, 3);
        double together = precision("east-out", test);
        double best = Math.max(precision("east-alone", test), precision("west-alone", test));
        double joint = precision("whole", test);
        String figures = "federated " + together + ", best site alone " + best + ", joint " + joint;
        System.err.println(figures);
        assertTrue(together > best + 0.1, figures);
        assertTrue(together > joint - 0.05, figures);
        assertTopicHoldsDifferencesOnly();
    }

    private void assertSamePacks() throws IOException {
        ModelPack pack = ModelPack.open(folder.resolve("east-out"));
        try (Stream<Path> files = Files.walk(pack.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path other = folder.resolve("west-out").resolve(pack.directory().relativize(file));
                assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file.toString());
            }
        }
        assertEquals(new VersionNumber("2"), pack.manifest().version());
        assertArrayEquals(
                ModelPack.open(folder.resolve("base")).trainingRows(), pack.trainingRows(), "rows of sites stay there");
        JsonNode record = json.readTree(pack.read(FederatedPack.RECORD));
        assertEquals("toy", record.path("federation").asText());
        assertEquals(ROUNDS, record.path("rounds").size());
        assertEquals(2, record.path("rows").size());
        assertEquals(64, record.path("fromManifestSha256").asText().length());
    }

    /** Reads all that was ever sent, byte by byte. */
    private void assertTopicHoldsDifferencesOnly() throws IOException {
        long numbers = MoeTrainingJob.read(folder.resolve("base")).parameters().count();
        List<String> secrets = new ArrayList<>();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            byte[] bytes = new byte[Float.BYTES + Long.BYTES];
            ByteBuffer.wrap(bytes).order(order).putFloat(MARKER).putLong(marked);
            String both = new String(bytes, StandardCharsets.ISO_8859_1);
            secrets.addAll(List.of(both.substring(0, Float.BYTES), both.substring(Float.BYTES)));
        }
        Set<String> rounds = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : topic()) {
            JsonNode event = json.readTree(record.value());
            assertEquals(ENVELOPE, names(event));
            JsonNode data = event.path("data");
            assertEquals(DATA, names(data));
            assertEquals(1, data.path("parts").asInt());
            byte[] content = Base64.getDecoder().decode(data.path("content").asText());
            assertEquals(numbers * Float.BYTES, content.length);
            String bytes = new String(content, StandardCharsets.ISO_8859_1);
            for (String secret : secrets) assertFalse(bytes.contains(secret));
            String text = new String(record.value(), StandardCharsets.UTF_8);
            assertFalse(text.contains("61.80") || text.contains(Long.toString(marked)));
            rounds.add(data.path("site").asText() + data.path("round").asInt());
        }
        assertEquals(2 * ROUNDS, rounds.size());
    }

    private static Set<String> names(JsonNode node) {
        Set<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private List<ConsumerRecord<byte[], byte[]>> topic() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end)
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    @Test
    void saysWhatIsWrongInOneSentence() throws Exception {
        Map<String, String[]> faults = Map.of(
                "the connection to no-such-host.invalid:9092 cannot be set up",
                new String[] {"--bootstrap", "no-such-host.invalid:9092", "--out", path("none")},
                "--create --topic no-such-topic",
                new String[] {"--topic", "no-such-topic", "--out", path("none")},
                "nothing came from west for round 1 within 2 s",
                new String[] {
                    "--patience", "PT2S", "--federation", "lonely", "--work", path("lonely"), "--out", path("none")
                });
        PrintStream before = System.err;
        try {
            for (Map.Entry<String, String[]> fault : faults.entrySet()) {
                ByteArrayOutputStream printed = new ByteArrayOutputStream();
                System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
                int code = RuntimeTool.run(federate("east", fault.getValue()).toArray(String[]::new));
                String said = printed.toString(StandardCharsets.UTF_8);
                assertEquals(1, code, said);
                assertTrue(said.contains("error: ") && said.contains(fault.getKey()), said);
            }
        } finally {
            System.setErr(before);
            Logger.getLogger("org.apache.kafka").setLevel(null);
        }
    }
}
