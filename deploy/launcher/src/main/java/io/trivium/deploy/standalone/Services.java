package io.trivium.deploy.standalone;

import io.trivium.deploy.component.DataDirectory;
import io.trivium.deploy.component.FaultPointFile;
import io.trivium.deploy.component.Jvm;
import io.trivium.deploy.component.KafkaAccess;
import io.trivium.deploy.component.Provisioning;
import io.trivium.deploy.component.Secrets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The platform's services as this machine runs them: flags of their JVMs, and the environment of each. */
public final class Services {
    /** The demo's organisations of all domains: one runtime serves them all. */
    private static final String TENANTS =
            "demo-bank,replay-bank,other-bank,demo-hospital,other-hospital,demo-plant,other-plant";

    /**
     * A pause delays decisions: garbage is collected concurrently with the application. The serial collector, and G1,
     * stopped the payments service and the broker for 15 ms every two seconds, and a full collection for 400 ms.
     */
    static final List<String> FIN_HEAP = List.of(
            "-Xms256m",
            "-Xmx768m",
            "-XX:+UseZGC",
            // Collecting before there is need takes a core from the decisions.
            "-XX:-ZProactive",
            "-XX:+UseTransparentHugePages",
            "-XX:MetaspaceSize=128m",
            Jvm.TRIM_RARELY);

    /** Instances pass through a few buffers per association; volumes of studies need the rest. */
    static final List<String> MED_HEAP =
            List.of("-Xms64m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:MetaspaceSize=128m", Jvm.TRIM);

    /** The tools of this machine, which call themselves PACS, may send. */
    private static final List<String> MED_PEERS = List.of(
            "-Dplatform.med.dicom.peers.pacs.ae-title=PACS",
            "-Dplatform.med.dicom.peers.pacs.tenant=demo-hospital",
            "-Dplatform.med.dicom.peers.pacs.hosts=127.0.0.1");

    /** Readings pass through as columns of numbers; the plant's model of some 10,000 tags needs the rest. */
    static final List<String> INDUSTRIAL_HEAP =
            List.of("-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:MetaspaceSize=128m", Jvm.TRIM);

    static final List<String> RUNTIME_HEAP = List.of(
            "-Xms128m",
            "-Xmx384m",
            "-Xmn64m",
            "-XX:+UseTransparentHugePages",
            "-XX:+UseSerialGC",
            "-XX:MetaspaceSize=128m",
            Jvm.TRIM);

    /** The label of a payment used for learning: the one that the payments desk itself uses. */
    static final List<String> FRAUD_LABELS = settings(
            "learning.tasks.\"fin-authorization-risk\"",
            "rule=precedence",
            "precedence=chargeback:fraud,analyst,*,chargeback:genuine",
            "labels=fraud,genuine",
            "label-delay=7d");

    /** The labels by which a radiologist's decision on a finding trains the search. */
    static final List<String> NODULE_LABELS =
            settings("learning.tasks.\"med-nodule-suspicion\"", "labels=nodule,no-nodule");

    /** The labels by which an inspector's verdict trains the network of the bundled welding cells, in its classes' order. */
    static final List<String> DEFECT_LABELS = settings(
            "learning.tasks.\"industrial-cycle-defect\"",
            "labels=good,porosity,burn-through,lack-of-fusion,undercut,wire-slip,arc-instability");

    /**
     * A payments world changes in more than its last layers. Frauds are rare: fewer days would leave the
     * gates too few of them.
     */
    static final List<String> FRAUD_UPDATES = settings(
            "learning.update.tasks.\"fin-authorization-risk\"",
            "recipe=all-layers",
            "test-days=5",
            "validation-days=3");

    /** The bundled models learn each night what people decided; a task without new labels is left as it is. */
    static final List<String> NIGHTLY_UPDATES = Stream.of(
                    "fin-authorization-risk",
                    "industrial-cycle-defect",
                    "industrial-failure-mode",
                    "industrial-rul",
                    "med-lung-nodule",
                    "med-nodule-suspicion")
            .flatMap(task -> settings("learning.update.tasks.\"" + task + "\"", "enabled=true", "at=02:00").stream())
            .toList();

    private static final String KAFKA_PASSWORD = "TRIVIUM_KAFKA_PASSWORD";

    private static final Pattern AUDIT_SHIPPING = Pattern.compile("TRIVIUM_AUDIT_(SHIPPING_|SYSLOG_|S3_)[A-Z_]+");

    private static final Set<String> STORES = Set.of(PostgresComponent.NAME, KafkaComponent.NAME);

    private final Installation installation;
    private final DataDirectory data;
    private final Ports ports;
    private final Secrets secrets;
    private final Jvm jvm;

    public Services(Installation installation, DataDirectory data, Ports ports, Secrets secrets, Jvm jvm) {
        this.installation = installation;
        this.data = data;
        this.ports = ports;
        this.secrets = secrets;
        this.jvm = jvm;
    }

    public ServiceComponent runtime() {
        Map<String, String> environment = environment("runtime", "model-runtime", ports.runtime());
        environment.put(
                "TRIVIUM_PACKS",
                String.join(
                        ",", installation.packs().stream().map(Path::toString).toList()));
        environment.put("PLATFORM_TENANCY_TENANTS", TENANTS);
        environment.putAll(secrets.packSigning());
        environment.put(
                "PLATFORM_RUNTIME_LEARNING_UPDATE_TRAINER", data.trainer().toString());
        // Sessions of many experts are scattered over the native heap: fewer, larger pages for it.
        environment.put("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");
        environment.put("TRIVIUM_SERVICES", addresses());
        environment.put("TRIVIUM_CONSOLES", consoles());
        return service(
                "model-runtime",
                ports.runtime(),
                Set.of(PostgresComponent.NAME),
                Stream.of(
                                RUNTIME_HEAP,
                                FRAUD_LABELS,
                                NODULE_LABELS,
                                DEFECT_LABELS,
                                FRAUD_UPDATES,
                                NIGHTLY_UPDATES,
                                settings("learning.update", "zone=" + ZoneId.systemDefault()),
                                DemoLearningComponent.SETTINGS)
                        .flatMap(List::stream)
                        .toList(),
                environment);
    }

    private static List<String> settings(String of, String... settings) {
        return Stream.of(settings)
                .map(setting -> "-Dplatform.runtime." + of + "." + setting)
                .toList();
    }

    /** The services whose health the front page queries: those that are built, as name=address. */
    private String addresses() {
        return ports.services().entrySet().stream()
                .filter(service -> installation.isBuilt(service.getKey()))
                .map(service -> service.getKey() + "=http://127.0.0.1:" + Ports.management(service.getValue()))
                .collect(Collectors.joining(","));
    }

    /** The consoles the front page links; by the host name that the identity provider sends browsers back to. */
    private String consoles() {
        return ports.services().entrySet().stream()
                .filter(service -> !service.getKey().equals("model-runtime") && installation.isBuilt(service.getKey()))
                .map(service -> service.getKey() + "=http://localhost:" + service.getValue() + "/console/")
                .collect(Collectors.joining(","));
    }

    /**
     * The hospital's service.
     *
     * @param pacs whether the demo's PACS sends studies and gets results
     */
    public ServiceComponent med(boolean pacs) {
        Map<String, String> environment = environment("med", "domain-med", ports.med());
        environment.put("TRIVIUM_SERVICE_CLIENT_SECRET", secrets.get("client-trivium-med-service"));
        // Patients have pseudonyms in the learning data; another key would give each a new one.
        environment.put("PLATFORM_MED_LEARNING_KEY", secrets.get("med-learning-key"));
        environment.put("PLATFORM_MED_DICOM_PORT", Integer.toString(ports.dicom()));
        List<String> flags = new ArrayList<>(MED_HEAP);
        flags.addAll(MED_PEERS);
        if (pacs) flags.addAll(pacs());
        return service("domain-med", ports.med(), STORES, flags, environment);
    }

    /** The demo's PACS sends studies and gets the results. */
    private List<String> pacs() {
        String peer = "-Dplatform.med.dicom.peers.orthanc.";
        String destination = "-Dplatform.med.destinations.orthanc.";
        return List.of(
                peer + "ae-title=ORTHANC",
                peer + "tenant=demo-hospital",
                peer + "hosts=127.0.0.1",
                peer + "address=127.0.0.1",
                peer + "port=" + ports.of(Link.PACS),
                destination + "tenant=demo-hospital",
                destination + "kind=c-store",
                destination + "peer=orthanc",
                destination + "commitment=true",
                "-Dplatform.med.processing.count-peers=orthanc",
                "-Dplatform.med.processing.not-processed-report=true");
    }

    /**
     * The payments service.
     *
     * @param demo whether users have the consoles open while traffic flows: browsers then use the same processors
     */
    public ServiceComponent fin(boolean demo) {
        Map<String, String> environment = environment("fin", "domain-fin", ports.fin());
        environment.put("TRIVIUM_SERVICE_CLIENT_SECRET", secrets.get("client-trivium-fin-service"));
        // All start together here: input received before the runtime and the identity provider answer can wait for
        // them.
        environment.put("PLATFORM_FIN_SCORING_START_PATIENCE", "60s");
        // Numbers of cards and accounts become tokens with it; another one would give every card a new history.
        environment.put("PLATFORM_FIN_TOKEN_KEY", secrets.get("fin-token-key"));
        environment.put("PLATFORM_FIN_AUTHORIZATION_MAX_AGE", (DemoTrafficComponent.HISTORY_DAYS + 1) + "d");
        // History is sent while all services here still start; waiting for a score is worthwhile.
        environment.put("PLATFORM_FIN_SCORING_LATE_DEADLINE", "5s");
        // A referral without a score costs a review; the demo's payments have no caller that 100 ms are too long for.
        if (demo) environment.put("PLATFORM_FIN_SCORING_DEADLINE", "100ms");
        // The demo's history is three weeks: one of them is old enough for its labels to be in.
        environment.put("PLATFORM_FIN_MONITORING_MATURITY", "14d");
        return service("domain-fin", ports.fin(), STORES, FIN_HEAP, environment);
    }

    public ServiceComponent industrial() {
        Map<String, String> environment = environment("industrial", "domain-industrial", ports.industrial());
        environment.put("TRIVIUM_SERVICE_CLIENT_SECRET", secrets.get("client-trivium-industrial-service"));
        String broker = "PLATFORM_INDUSTRIAL_INTAKE_MQTT_PLANT_";
        environment.put(broker + "PASSWORD", secrets.get(MqttComponent.SECRET));
        environment.put(
                "PLATFORM_INDUSTRIAL_INTAKE_OPCUA_WELDING_PASSWORD", secrets.get(DemoPlantComponent.OPC_UA_SECRET));
        List<String> flags = new ArrayList<>(INDUSTRIAL_HEAP);
        flags.addAll(plant());
        flags.addAll(weldingLine());
        Path packs = installation.module("domain-industrial").resolve("src/main/packs");
        flags.add("-Dplatform.industrial.life.profiles=" + packs);
        flags.add("-Dplatform.industrial.cycle.profiles=" + packs);
        return service("domain-industrial", ports.industrial(), STORES, flags, environment);
    }

    /** The demo plant's broker: Sparkplug B of its groups, and JSON under {@code plant/}. */
    private List<String> plant() {
        String broker = "-Dplatform.industrial.intake.mqtt.plant.";
        String life = "-Dplatform.industrial.life.";
        return List.of(
                broker + "tenant=demo-plant",
                broker + "host=127.0.0.1",
                broker + "port=" + ports.of(Link.MQTT),
                broker + "username=" + MqttComponent.USER,
                broker + "sparkplug-groups=" + String.join(",", MqttComponent.GROUPS),
                broker + "json.machines.filter=plant/+/+/values",
                broker + "json.machines.source=plant/{2}/{3}",
                broker + "json.machines.time=/at",
                // Everything that can be connected at run time is on this machine.
                "-Dplatform.connections.allow=127.0.0.1",
                // The demo's pumps live an hour.
                life + "centrifugal-pump.cycle=10s",
                life + "centrifugal-pump.standstill.tag=speed",
                life + "centrifugal-pump.standstill.below=100",
                life + "centrifugal-pump.standstill.overhaul=6");
    }

    /** The demo plant's welding line, an OPC UA server that is unavailable while there is no demo. */
    private List<String> weldingLine() {
        String server = "-Dplatform.industrial.intake.opcua.welding.";
        return List.of(
                server + "tenant=demo-plant",
                server + "endpoint=opc.tcp://127.0.0.1:" + ports.opcUa() + "/welding",
                server + "username=" + DemoPlantComponent.OPC_UA_USER,
                server + "nodes.cells.folder=nsu=urn:trivium:demo:welding;s=Welding",
                server + "nodes.cells.filter=+/+",
                server + "nodes.cells.source=welding/{1}",
                server + "nodes.cells.tag={2}");
    }

    private ServiceComponent service(
            String module, int port, Set<String> needs, List<String> flags, Map<String, String> environment) {
        List<String> all = new ArrayList<>(flags);
        all.addAll(kafka(module));
        return new ServiceComponent(module, port, needs, all, environment, installation, data, jvm);
    }

    /** How the service shows the broker who it is; the payments service has clients of Kafka Streams besides. */
    private static List<String> kafka(String module) {
        String schema = module.substring(module.indexOf('-') + 1);
        List<String> flags = new ArrayList<>();
        for (String client : schema.equals("fin")
                ? List.of("platform.kafka.client.", "platform.fin.stream.client.")
                : List.of("platform.kafka.client.")) {
            KafkaAccess.serviceClient(schema, KAFKA_PASSWORD)
                    .forEach((key, value) -> flags.add("-D" + client + '"' + key + "\"=" + value));
        }
        return flags;
    }

    /** The environment variables common to all services; the names are documented in the README. */
    private Map<String, String> environment(String schema, String name, int port) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.management(port)));
        environment.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                "jdbc:postgresql://127.0.0.1:" + ports.of(Link.POSTGRES) + "/trivium?currentSchema=" + schema);
        environment.put("QUARKUS_DATASOURCE_USERNAME", schema + "_app");
        environment.put("QUARKUS_DATASOURCE_PASSWORD", secrets.get(Provisioning.secretOf(schema + "_app")));
        environment.put("QUARKUS_FLYWAY_USERNAME", schema + "_owner");
        environment.put("QUARKUS_FLYWAY_PASSWORD", secrets.get(Provisioning.secretOf(schema + "_owner")));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ports.of(Link.KAFKA));
        environment.put("KAFKA_SECURITY_PROTOCOL", KafkaAccess.PROTOCOL);
        environment.put(KAFKA_PASSWORD, secrets.get(KafkaAccess.secretOf(KafkaAccess.principal(schema))));
        environment.put("TRIVIUM_OIDC_ISSUER", issuer(ports));
        environment.put("TRIVIUM_OIDC_CLIENT_SECRET", secrets.get("client-trivium-" + schema));
        // The launcher checks health often while a service starts; each "not yet" would be a line.
        environment.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "ERROR");
        environment.put("TRIVIUM_SESSION_SECRET", secrets.get("session-" + schema));
        environment.put("TRIVIUM_RUNTIME_URL", "http://127.0.0.1:" + ports.of(toRuntime(schema)));
        environment.put("TRIVIUM_DATA_DIR", data.of(name).toString());
        environment.put("PLATFORM_WEB_FRONT_PAGE", "http://localhost:" + ports.runtime() + "/console/");
        environment.put("TRIVIUM_AUDIT_SIGNING_KEY", secrets.auditSigningKey().toString());
        // Where the audit log is shipped to is the environment's, as in a cluster.
        System.getenv().forEach((key, value) -> {
            if (AUDIT_SHIPPING.matcher(key).matches()) environment.put(key, value);
        });
        if (ports.disturbed()) environment.putAll(FaultPointFile.environment(data, name));
        return environment;
    }

    private static Link toRuntime(String schema) {
        return switch (schema) {
            case "med" -> Link.MED_TO_RUNTIME;
            case "industrial" -> Link.INDUSTRIAL_TO_RUNTIME;
            default -> Link.FIN_TO_RUNTIME;
        };
    }

    /** Names the identity provider in tokens, by the address at which services reach it. */
    public static String issuer(Ports ports) {
        return "http://localhost:" + ports.of(Link.KEYCLOAK) + "/realms/trivium";
    }
}
