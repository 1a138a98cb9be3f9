package io.trivium.runtime.tool;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.kafka.KafkaClients;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.runtime.batch.HistoryScoring;
import io.trivium.runtime.batch.ServedScores;
import io.trivium.runtime.pack.ModelPack;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Scores the examples of a topic's history with a pack, each once, in this process. */
@Command(
        name = "score",
        description = {
            "Scores the examples of a topic between two times with a pack, each once: answers and progress are one",
            "transaction. Killed or stopped, the same command continues."
        },
        mixinStandardHelpOptions = true)
final class BatchScoreCommand implements Callable<Integer> {
    @Option(names = "--pack", required = true, description = "directory of the pack")
    private @Nullable Path pack;

    @Option(names = "--bootstrap", required = true, paramLabel = "HOST:PORT", description = "Kafka's address")
    private @Nullable String bootstrap;

    @Option(names = "--topic", defaultValue = ExampleObserved.TOPIC, description = "default: ${DEFAULT-VALUE}")
    private String topic = ExampleObserved.TOPIC;

    @Option(names = "--out", required = true, paramLabel = "TOPIC", description = "topic of the answers; must exist")
    private @Nullable String out;

    @Option(names = "--from", paramLabel = "TIME", description = "first record's time, such as 2026-11-01T00:00:00Z")
    private @Nullable Instant from;

    @Option(names = "--to", paramLabel = "TIME", description = "time of the first record that is left out")
    private @Nullable Instant to;

    @Option(names = "--name", description = "of the run, by which it continues (default: of model, version and topics)")
    private @Nullable String name;

    @Option(names = "--kafka-properties", description = "Kafka client's settings, such as TLS and SASL")
    private @Nullable Path kafkaProperties;

    @Override
    public Integer call() throws Exception {
        if (pack == null || bootstrap == null || out == null) throw new IllegalStateException("picocli asks for all");
        ModelPack opened = ModelPack.open(pack);
        String model = opened.manifest().name() + "-" + opened.manifest().version();
        String run = Optional.ofNullable(name).orElse("batch-" + model + "-" + topic + "-" + out);
        HistoryScoring.Range range =
                new HistoryScoring.Range(run, topic, out, Optional.ofNullable(from), Optional.ofNullable(to));
        try (ServedScores.Session session = new ServedScores.Session(opened);
                StopOnExit stop = new StopOnExit();
                HistoryScoring scoring = new HistoryScoring(session.scorer(), range, connection(bootstrap))) {
            HistoryScoring.Result result = scoring.run(stop);
            ObjectMapper json = new ObjectMapper();
            System.out.println(json.createObjectNode()
                    .put("run", run)
                    .put("scored", result.scored())
                    .put("passedOver", result.passedOver())
                    .put("invalid", result.invalid())
                    .put("rowsPerSecond", Math.round(result.scored() / Math.max(result.seconds(), 1e-9)))
                    .put("finished", result.finished()));
            return result.finished() ? 0 : 1;
        }
    }

    private Properties connection(String address) throws IOException {
        Properties connection = new Properties();
        connection.putAll(KafkaClients.ofTool(Map.of()));
        if (kafkaProperties != null) {
            try (Reader reader = Files.newBufferedReader(kafkaProperties)) {
                connection.load(reader);
            }
        }
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, address);
        return connection;
    }
}
