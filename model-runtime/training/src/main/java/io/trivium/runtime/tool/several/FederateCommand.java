package io.trivium.runtime.tool.several;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.tool.TrainingOptions;
import io.trivium.runtime.training.federation.FederationException;
import io.trivium.runtime.training.federation.KafkaDeltaExchange;
import io.trivium.runtime.training.federation.OuterOptimiser;
import io.trivium.runtime.training.federation.WeightShare;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains one network together with other sites; rows stay here, only differences of weights are sent. */
@Command(
        name = "federate",
        description = {
            "Trains one network together with other sites, each on rows of its own. Only differences of weights leave",
            "the site, over a Kafka topic. All sites run this command with the same pack and options but --site, --data,",
            "--validation, --work and --out, and come to the same pack. Stopped or killed, the same command continues."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the required options
public final class FederateCommand implements Callable<Integer> {
    /** The client reports every lost connection; one sentence reports its cause. */
    private static final Logger CLIENT = Logger.getLogger("org.apache.kafka");

    @Option(names = "--from", required = true, paramLabel = "PACK", description = "pack that all sites begin with")
    Path from;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "this site's rows, safetensors")
    Path data;

    @Option(
            names = "--validation",
            required = true,
            paramLabel = "FILE",
            description = "this site's rows that the common weights are measured on; they choose nothing")
    Path validation;

    @Option(names = "--site", required = true, paramLabel = "NAME", description = "this site")
    String site;

    @Option(names = "--sites", required = true, paramLabel = "A,B", description = "all sites, this one among them")
    String sites;

    @Option(names = "--rounds", required = true, paramLabel = "N", description = "exchanges of differences")
    int rounds;

    @Option(names = "--local-steps", required = true, paramLabel = "H", description = "steps between two exchanges")
    int localSteps;

    @Option(
            names = "--bootstrap",
            required = true,
            paramLabel = "HOST:PORT",
            description = "Kafka, several with commas")
    String bootstrap;

    @Option(names = "--work", required = true, paramLabel = "DIR", description = "what this site continues from")
    Path work;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder of the pack; must not exist")
    Path out;

    @Option(
            names = "--topic",
            defaultValue = WeightShare.TOPIC,
            paramLabel = "NAME",
            description = "topic of the differences (default: ${DEFAULT-VALUE})")
    String topic;

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "settings of the Kafka client, such as security.protocol and sasl.jaas.config")
    @Nullable
    Path kafkaProperties;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "in whose name this site's differences are sent (default: the site)")
    @Nullable
    String tenant;

    @Option(
            names = "--federation",
            paramLabel = "NAME",
            description = "tells this training from others on the topic (default: name and version of the new pack)")
    @Nullable
    String federation;

    @Option(
            names = "--model-version",
            paramLabel = "V",
            description = "version of the new pack (default: the next one of --from)")
    @Nullable
    String version;

    @Option(
            names = "--learning-rate",
            paramLabel = "X",
            description = "highest of a site's own steps (default: spec.yaml's)")
    @Nullable
    Double learningRate;

    @Option(
            names = "--outer-learning-rate",
            defaultValue = "" + OuterOptimiser.LEARNING_RATE,
            paramLabel = "X",
            description = "of the common step (default: ${DEFAULT-VALUE})")
    double outerLearningRate;

    @Option(
            names = "--outer-momentum",
            defaultValue = "" + OuterOptimiser.MOMENTUM,
            paramLabel = "X",
            description = "of the common step (default: ${DEFAULT-VALUE})")
    double outerMomentum;

    @Option(names = "--seed", defaultValue = "1", description = "fixes order and dropout (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(
            names = "--patience",
            defaultValue = "PT1H",
            paramLabel = "PT1H",
            description = "how long a round waits for the other sites (default: ${DEFAULT-VALUE})")
    Duration patience;

    @Option(names = "--code-revision", defaultValue = "", description = "revision of the code that trains")
    String revision;

    @Option(names = "--threads", defaultValue = "1", description = "of the engine (default: ${DEFAULT-VALUE})")
    int threads;

    @Override
    public Integer call() throws Exception {
        CLIENT.setLevel(Level.OFF);
        TrainingOptions.prepareEngine(threads);
        if (Files.exists(out)) throw new FileAlreadyExistsException(out.toString());
        for (String each : names()) requireName(each, "a site");
        TenantId sender = TenantId.parse(tenant == null ? site : tenant)
                .orElseThrow(() -> new IllegalArgumentException("--tenant must be 2 to 63 of a-z 0-9 - and begin with a"
                        + " letter; a site whose name is none needs one"));
        FederatedRun run = FederatedRun.prepare(this);
        try (KafkaDeltaExchange exchange = new KafkaDeltaExchange(run.federation(), sender, topic, connection())) {
            System.out.println(run.take(exchange, FederateCommand::say).put("sentBytes", exchange.sentBytes()));
        }
        return 0;
    }

    SortedSet<String> names() {
        return new TreeSet<>(Arrays.asList(sites.split(",", -1)));
    }

    static void requireName(String name, String what) {
        if (!WeightShare.NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " is named by 1 to 63 of a-z 0-9 - and begins with a letter, not '" + name + "'");
        }
    }

    private Properties connection() throws IOException {
        Properties connection = new Properties();
        Path file = kafkaProperties;
        if (file != null) {
            if (!Files.isRegularFile(file)) {
                throw new FederationException(
                        "there is no file " + file + "; --kafka-properties names the Kafka client's settings");
            }
            try (Reader reader = Files.newBufferedReader(file)) {
                connection.load(reader);
            }
        }
        connection.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        String protocol = connection.getProperty(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT");
        boolean near = bootstrap.startsWith("127.0.0.1:") || bootstrap.startsWith("localhost:");
        if (!near && protocol.toUpperCase(Locale.ROOT).endsWith("PLAINTEXT")) {
            say("weights go to " + bootstrap + " unencrypted; set security.protocol in --kafka-properties");
        }
        return connection;
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
