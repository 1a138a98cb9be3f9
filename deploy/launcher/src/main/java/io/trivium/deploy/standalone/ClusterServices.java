package io.trivium.deploy.standalone;

import io.trivium.deploy.component.DataDirectory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The services of a platform with several instances of each: the settings of an instance that differ from a single one.
 */
public final class ClusterServices {
    /** Payments are divided between instances in this many parts; other topics are read by one instance at a time. */
    static final int PARTITIONS = 4;

    private static final List<String> SMALL_HEAP = List.of("-Xms48m", "-Xmx256m");
    private static final String FIN = "-Dplatform.fin.stream.";

    private final Profile profile;
    private final Ports ports;
    private final DataDirectory data;

    public ClusterServices(Profile profile, Ports ports, DataDirectory data) {
        this.profile = profile;
        this.ports = ports;
        this.data = data;
    }

    /** Addresses of the brokers, for clients. */
    public static String bootstrap(Profile profile, Ports ports) {
        return IntStream.rangeClosed(1, profile.brokers())
                .mapToObj(number -> "127.0.0.1:" + ports.kafka(number))
                .collect(Collectors.joining(","));
    }

    /** All instances of a service; in a platform with one of each, the service as it is. */
    public List<ServiceComponent> instancesOf(ServiceComponent single) {
        if (!profile.isCluster()) return List.of(single);
        return IntStream.rangeClosed(1, profile.countOf(single.name()))
                .mapToObj(number -> instance(single, number))
                .toList();
    }

    private ServiceComponent instance(ServiceComponent single, int number) {
        String module = single.name();
        String name = Profile.name(module, number);
        int port = ports.service(module, number);
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.management(port)));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap(profile, ports));
        environment.put("TRIVIUM_DATA_DIR", data.of(name).toString());
        environment.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "8");
        environment.put("TRIVIUM_RUNTIME_URL", runtimes());
        List<String> flags = new ArrayList<>(SMALL_HEAP);
        switch (module) {
            // Packs are one replica's as well as the other's.
            case "model-runtime" ->
                flags.add("-Dplatform.runtime.registry.store=" + data.of(module).resolve("models"));
            case "domain-fin" -> {
                flags.add("-Xmx448m");
                flags.addAll(streams(number));
            }
            case "domain-med" -> {
                flags.add("-Xmx384m");
                flags.add("-Dplatform.med.archive.directory=" + data.of(module).resolve("archive"));
                environment.put("PLATFORM_MED_DICOM_PORT", Integer.toString(ports.dicom(number)));
            }
            default -> flags.add("-Dplatform.duty.shared=true");
        }
        Set<String> needs = new HashSet<>(single.needs());
        if (needs.contains(KafkaComponent.NAME)) needs.addAll(profile.names(KafkaComponent.NAME));
        // The first makes tables and registers the models that all have.
        Set<String> first = number == 1 ? Set.of() : Set.of(module);
        return single.instance(name, port, needs, first, flags, environment);
    }

    private static List<String> streams(int number) {
        return List.of(
                FIN + "instance-id=" + number,
                FIN + "partitions=" + PARTITIONS,
                FIN + "replication=3",
                FIN + "leave-on-stop=true",
                FIN + "session-timeout=6s",
                FIN + "client.\"num.standby.replicas\"=1");
    }

    private String runtimes() {
        return IntStream.rangeClosed(1, profile.runtimes())
                .mapToObj(number -> "http://127.0.0.1:" + ports.service("model-runtime", number))
                .collect(Collectors.joining(","));
    }
}
