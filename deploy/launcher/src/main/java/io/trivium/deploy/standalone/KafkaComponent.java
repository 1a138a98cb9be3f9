package io.trivium.deploy.standalone;

import io.trivium.deploy.component.Component;
import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Secrets;
import io.trivium.deploy.component.Topics;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** A Kafka broker that is a KRaft controller as well, on loopback: the only one, or one of three. */
public final class KafkaComponent implements Component {
    public static final String NAME = "kafka";
    /** The listener of all clients and between brokers, that of the controllers, and that behind proxies. */
    private static final String SERVICES = "SERVICES";

    private static final String CONTROLLER = "CONTROLLER";
    private static final String PROXIED = "PROXIED";
    private static final int INTERNAL_PARTITIONS = 4;
    private static final List<String> GROUP_OF_EACH_COORDINATOR = groupsOfPartitions(INTERNAL_PARTITIONS);
    private static final int PARTITIONS = 1;
    private static final Duration CALL = Duration.ofSeconds(5);

    /**
     * Free bytes without which no broker is started. One that starts after a crash on a full disk cannot rebuild its indexes,
     * takes the logs for corrupt and cuts them off at offset 0, that of its metadata too: all topics are lost (Kafka 4.2.2).
     */
    public static final long LEAST_FREE = 64L << 20;

    private final DataDirectory data;
    private final Ports ports;
    private final Jvm jvm;
    private final Profile profile;
    private final int number;
    private final KafkaAccess access;
    private @Nullable Admin admin;

    /** @param number from 1, of the brokers of the profile */
    public KafkaComponent(DataDirectory data, Ports ports, Secrets secrets, Jvm jvm, Profile profile, int number) {
        this.access = new KafkaAccess("127.0.0.1:" + ports.kafka(number), secrets);
        this.data = data;
        this.ports = ports;
        this.jvm = jvm;
        this.profile = profile;
        this.number = number;
    }

    @Override
    public String name() {
        return Profile.name(NAME, number);
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ports.kafka(number));
    }

    private Path properties() {
        return data.of(name()).resolve("server.properties");
    }

    @Override
    public void prepare() throws IOException {
        Files.createDirectories(data.of(name()));
        Properties properties = new Properties();
        properties.putAll(settings(data.of(name()).resolve("log"), ports));
        if (profile.isCluster()) {
            properties.keySet().remove("controller.quorum.bootstrap.servers");
            properties.putAll(clusterSettings(ports, profile, number));
        }
        access.toolProperties();
        properties.putAll(access.broker(
                ports.disturbed() ? List.of(SERVICES, CONTROLLER, PROXIED) : List.of(SERVICES, CONTROLLER)));
        StringWriter text = new StringWriter();
        properties.store(text, "Written by ./trivium at every start");
        DataDirectory.writeAtomically(properties(), text.toString());
    }

    static Map<String, String> settings(Path logDirectory, Ports ports) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + ports.kafkaController());
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", SERVICES);
        String listeners = SERVICES + "://127.0.0.1:" + ports.kafka() + "," + CONTROLLER + "://127.0.0.1:"
                + ports.kafkaController();
        String proxied = "," + PROXIED + "://127.0.0.1:";
        settings.put("listeners", ports.disturbed() ? listeners + proxied + ports.kafkaBehindProxy() : listeners);
        settings.put(
                "advertised.listeners", ports.disturbed() ? listeners + proxied + ports.of(Link.KAFKA) : listeners);
        settings.put(
                "listener.security.protocol.map",
                Stream.of(SERVICES, CONTROLLER, PROXIED)
                        .map(listener -> listener + ":" + KafkaAccess.PROTOCOL)
                        .collect(Collectors.joining(",")));
        settings.put("log.dirs", logDirectory.toString());
        settings.put("num.partitions", Integer.toString(PARTITIONS));
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", "1");
            settings.put(internal + ".num.partitions", Integer.toString(INTERNAL_PARTITIONS));
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // A killed broker may register again only after its old session: nine seconds by default.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("log.retention.hours", "168");
        settings.put("log.retention.bytes", Long.toString(1L << 30));
        settings.put("log.segment.bytes", Integer.toString(64 << 20));
        settings.put("log.index.size.max.bytes", Integer.toString(1 << 20));
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
        // Unbounded, compaction takes a core for seconds, and decisions wait for it.
        settings.put("log.cleaner.io.max.bytes.per.second", Integer.toString(8 << 20));
        return settings;
    }

    /**
     * The settings of one of several brokers that differ: any one of them may be unavailable, and nothing acknowledged
     * is lost.
     */
    static Map<String, String> clusterSettings(Ports ports, Profile profile, int number) {
        Map<String, String> settings = new TreeMap<>();
        String brokers = Integer.toString(profile.brokers());
        String listeners = SERVICES + "://127.0.0.1:" + ports.kafka(number) + "," + CONTROLLER + "://127.0.0.1:"
                + ports.kafkaController(number);
        settings.put("node.id", Integer.toString(number));
        settings.put(
                "controller.quorum.voters",
                IntStream.rangeClosed(1, profile.brokers())
                        .mapToObj(each -> each + "@127.0.0.1:" + ports.kafkaController(each))
                        .collect(Collectors.joining(",")));
        settings.put("listeners", listeners);
        settings.put("advertised.listeners", listeners);
        settings.put("default.replication.factor", brokers);
        settings.put("min.insync.replicas", "2");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(internal + ".replication.factor", brokers);
        }
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        // A restarted broker soon leads its former partitions again: otherwise the last of a rolling restart leads
        // nothing.
        settings.put("leader.imbalance.check.interval.seconds", "10");
        return settings;
    }

    @Override
    public Optional<String> obstacle() throws IOException {
        return obstacle(data.of(name()), Files.getFileStore(data.of(name())).getUsableSpace());
    }

    public static Optional<String> obstacle(Path directory, long free) {
        return free >= LEAST_FREE
                ? Optional.empty()
                : Optional.of("waits for disk space: " + (free >> 20) + " MiB are free at " + directory + " and "
                        + (LEAST_FREE >> 20) + " are needed, since a broker that starts on a full disk may lose its"
                        + " topics; free some, or move the data directory");
    }

    @Override
    public Launch launch() {
        closeAdmin();
        List<String> heap = profile.isCluster()
                ? List.of("-Xms128m", "-Xmx256m", "-XX:+UseSerialGC")
                : List.of("-Xms192m", "-Xmx384m", "-XX:+UseZGC", "-XX:-ZProactive");
        List<String> arguments = profile.isCluster()
                ? List.of(properties().toString(), Broker.clusterId(data.root().toString()))
                : List.of(properties().toString());
        List<String> command = jvm.launcherCommand(
                "broker",
                Stream.concat(
                                heap.stream(),
                                Stream.of(
                                        "-XX:MetaspaceSize=128m",
                                        "-XX:MaxDirectMemorySize=128m",
                                        Jvm.TRIM_RARELY,
                                        "-Dlog4j2.configurationFile=classpath:broker-log4j2.properties",
                                        "-Djava.awt.headless=true"))
                        .toList(),
                "io.trivium.deploy.standalone.Broker",
                arguments);
        return new Launch(command, Map.of(), data.of(name()));
    }

    @Override
    public void probe() throws Exception {
        Admin current = admin;
        if (current == null) {
            current = Admin.create(access.client(Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG,
                    "trivium-launcher",
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    (int) CALL.toMillis(),
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) CALL.toMillis(),
                    AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                    100,
                    AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                    200)));
            admin = current;
        }
        boolean registered = nodes(current).stream().anyMatch(node -> node.id() == number);
        if (!registered) throw new IOException("the broker has not registered with its controller yet");
        if (!profile.isCluster()) requireCoordinators(current);
    }

    /**
     * A broker may answer and yet never load its state of some groups, as one did that ended on a full disk: consumers
     * in such a group wait forever, and only a restart helps.
     */
    private static void requireCoordinators(Admin admin) throws IOException, InterruptedException {
        try {
            admin.listConsumerGroupOffsets(GROUP_OF_EACH_COORDINATOR.stream()
                            .collect(
                                    Collectors.toMap(Function.identity(), group -> new ListConsumerGroupOffsetsSpec())))
                    .all()
                    .get(CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("some groups of consumers have no coordinator: " + e.getMessage(), e);
        }
    }

    /** Names of groups, which need not exist, that are kept in a partition each of the broker's own topic. */
    static List<String> groupsOfPartitions(int partitions) {
        String[] groups = new String[partitions];
        int found = 0;
        for (int i = 0; found < partitions; i++) {
            String group = "trivium-launcher-" + i;
            int partition = Utils.abs(group.hashCode()) % partitions;
            if (groups[partition] == null) {
                groups[partition] = group;
                found++;
            }
        }
        return List.of(groups);
    }

    private static Collection<Node> nodes(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.describeCluster().nodes().get(CALL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Topics of the platform; their names and keys are in the modules' READMEs. */
    @Override
    public void afterReady() throws Exception {
        Admin current = admin;
        if (current == null) throw new IllegalStateException("afterReady follows a probe that passed");
        FeatureMetadata features =
                current.describeFeatures().featureMetadata().get(CALL.toMillis(), TimeUnit.MILLISECONDS);
        @Nullable
        FinalizedVersionRange transactions = features.finalizedFeatures().get("transaction.version");
        if (transactions == null || transactions.maxVersionLevel() < 2) {
            throw new IOException("the broker was formatted without transaction.version=2");
        }
        giveRights(current);
        // With three copies each, which the last broker to come makes possible.
        if (nodes(current).size() == profile.brokers()) createTopics(current);
    }

    /**
     * Passwords and rights of the services; they may have changed with this version, or with a restored backup. Others that were
     * added by hand remain.
     */
    private void giveRights(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        long millis = 4 * CALL.toMillis();
        Set<AclBinding> rights = Set.copyOf(KafkaAccess.rights());
        Collection<AclBinding> found =
                admin.describeAcls(AclBindingFilter.ANY).values().get(millis, TimeUnit.MILLISECONDS);
        admin.deleteAcls(found.stream()
                        .filter(binding -> KafkaAccess.isOfService(binding) && !rights.contains(binding))
                        .map(AclBinding::toFilter)
                        .toList())
                .all()
                .get(millis, TimeUnit.MILLISECONDS);
        admin.createAcls(rights.stream().filter(right -> !found.contains(right)).toList())
                .all()
                .get(millis, TimeUnit.MILLISECONDS);
        admin.alterUserScramCredentials(access.passwords()).all().get(millis, TimeUnit.MILLISECONDS);
    }

    private void createTopics(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> known = admin.listTopics().names().get(CALL.toMillis(), TimeUnit.MILLISECONDS);
        List<NewTopic> missing = Topics.ALL.stream()
                .filter(topic -> !known.contains(topic))
                .map(topic -> new NewTopic(topic, partitions(topic), (short) profile.brokers())
                        .configs(Topics.settings(topic)))
                .toList();
        try {
            admin.createTopics(missing).all().get(4 * CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // Another broker became ready at the same moment.
            if (!(e.getCause() instanceof TopicExistsException)) throw e;
        }
    }

    /** Payments and their labels are spread over the instances, other topics go to one at a time. */
    private int partitions(String topic) {
        boolean spread = topic.startsWith("fin.") || topic.startsWith("learning.label.");
        return profile.isCluster() && spread ? ClusterServices.PARTITIONS : PARTITIONS;
    }

    private void closeAdmin() {
        Admin current = admin;
        if (current != null) {
            current.close(Duration.ZERO);
            admin = null;
        }
    }

    @Override
    public void requestStop(ProcessHandle process) {
        closeAdmin();
        process.destroy();
    }

    @Override
    public Duration stopTimeout() {
        return Duration.ofSeconds(20);
    }
}
