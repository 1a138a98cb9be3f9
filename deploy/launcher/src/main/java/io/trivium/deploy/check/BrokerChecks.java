package io.trivium.deploy.check;

import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/** Checks that a Kafka cluster has the platform's topics and is configured not to lose acknowledged records. */
final class BrokerChecks {
    private static final String WHAT = "Kafka";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String ELECTION = "unclean.leader.election.enable";
    private static final String IN_SYNC = "min.insync.replicas";

    private BrokerChecks() {}

    static List<Finding> of(KafkaAccess kafka) throws InterruptedException {
        int millis = (int) PATIENCE.toMillis();
        try (Admin admin = Admin.create(kafka.client(Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                millis)))) {
            List<Node> nodes = List.copyOf(admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS));
            ConfigResource broker = new ConfigResource(
                    ConfigResource.Type.BROKER, nodes.getFirst().idString());
            Config config = admin.describeConfigs(Set.of(broker))
                    .all()
                    .get(millis, TimeUnit.MILLISECONDS)
                    .get(broker);
            Map<String, String> settings = config == null
                    ? Map.of()
                    : config.entries().stream()
                            .filter(entry -> Set.of(ELECTION, IN_SYNC).contains(entry.name()))
                            .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
            List<Finding> findings = new ArrayList<>(settings(settings, nodes.size()));
            findings.addAll(topics(admin.listTopics().names().get(millis, TimeUnit.MILLISECONDS)));
            return findings;
        } catch (ExecutionException | TimeoutException e) {
            return List.of(Finding.bad(
                    WHAT,
                    "does not answer at " + kafka.bootstrap() + " within " + PATIENCE.toSeconds() + " s",
                    "./trivium logs kafka; what is acknowledged stays, services continue when it is back."));
        }
    }

    static List<Finding> settings(Map<String, String> settings, int brokers) {
        List<Finding> wrong = new ArrayList<>();
        if (settings.getOrDefault(ELECTION, "false").equals("true")) {
            wrong.add(Finding.bad(
                    WHAT,
                    ELECTION + " is true: a broker that is behind may take over and drop what was acknowledged",
                    "Set " + ELECTION + "=false on every broker and topic."));
        }
        if (brokers > 1 && Integer.parseInt(settings.getOrDefault(IN_SYNC, "1")) < 2) {
            wrong.add(Finding.bad(
                    WHAT,
                    IN_SYNC + " is 1 with " + brokers + " brokers: acks=all is acknowledged by a single one",
                    "Set " + IN_SYNC + "=2 and three replicas for each topic."));
        }
        return wrong.isEmpty() ? List.of(Finding.good(WHAT, brokers + " broker(s), settings are safe")) : wrong;
    }

    static List<Finding> topics(Set<String> known) {
        List<String> missing =
                Topics.ALL.stream().filter(topic -> !known.contains(topic)).toList();
        return List.of(Finding.of(
                "Kafka's topics",
                missing.isEmpty(),
                missing.isEmpty() ? "all " + Topics.ALL.size() : "missing: " + String.join(", ", missing),
                "./trivium down, then ./trivium up makes them; if one was deleted, what was in it is gone."));
    }
}
