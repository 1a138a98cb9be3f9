package io.trivium.deploy.component;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The principals of a standalone platform's Kafka: the operator, which is the brokers, the launcher and its tools, and one for
 * each service, with the rights that the Helm chart gives it. The brokers refuse a client without a password.
 *
 * @param bootstrap addresses of the brokers
 */
public record KafkaAccess(String bootstrap, Secrets secrets) {
    /** The principal that may do everything. */
    public static final String OPERATOR = "trivium-operator";

    /** The variable that names the tools' file of client settings. */
    public static final String VARIABLE = "TRIVIUM_KAFKA_PROPERTIES";

    /** The protocol of every listener: all of them are on loopback. */
    public static final String PROTOCOL = "SASL_PLAINTEXT";

    /** The mechanism of the services; the operator has PLAIN, which works before the brokers have stored any password. */
    public static final String SERVICES_MECHANISM = "SCRAM-SHA-512";

    static final String OPERATOR_MECHANISM = "PLAIN";

    private static final String FILE = "kafka-operator.properties";
    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule required";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final int ITERATIONS = 4_096;

    private static final List<AclOperation> USE =
            List.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS);

    /** Of the internal topics of Kafka Streams, which its client creates. */
    private static final List<AclOperation> OWN = Stream.concat(
                    USE.stream(), Stream.of(AclOperation.CREATE, AclOperation.DELETE, AclOperation.ALTER))
            .toList();

    /** The principal of a service, by its schema. */
    public static String principal(String schema) {
        return "trivium-" + schema;
    }

    /** The name of the secret that is a principal's password. */
    public static String secretOf(String principal) {
        return "kafka-" + principal;
    }

    /** Settings of a client of the operator, with the given ones. */
    public Map<String, Object> client(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        all.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, PROTOCOL);
        all.put(SaslConfigs.SASL_MECHANISM, OPERATOR_MECHANISM);
        all.put(SaslConfigs.SASL_JAAS_CONFIG, plainLogin(secrets.get(secretOf(OPERATOR))) + ";");
        return all;
    }

    private static String plainLogin(String password) {
        return PLAIN_MODULE + " username=\"" + OPERATOR + "\" password=\"" + password + "\"";
    }

    /** Settings of a service's client in a file of properties; the password is in the given variable. */
    public static Map<String, String> serviceClient(String schema, String variable) {
        return Map.of(
                SaslConfigs.SASL_MECHANISM,
                SERVICES_MECHANISM,
                SaslConfigs.SASL_JAAS_CONFIG,
                SCRAM_MODULE + " username=\"" + principal(schema) + "\" password=\"${" + variable + "}\";");
    }

    /** A file with the settings of the operator's clients, for tools in processes of their own; only its owner can read it. */
    public Path toolProperties() {
        Properties properties = new Properties();
        client(Map.of()).forEach((key, value) -> properties.setProperty(key, value.toString()));
        properties.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, "Settings of the operator's Kafka clients");
        } catch (IOException e) {
            throw new IllegalStateException("a string can be written", e);
        }
        return secrets.file(FILE, text.toString());
    }

    /**
     * Settings of a broker: every listener asks for a password, and who has no right to something is refused.
     *
     * @param listeners names of all listeners
     */
    public Map<String, String> broker(List<String> listeners) {
        Map<String, String> settings = new HashMap<>();
        String secret = secretOf(OPERATOR);
        secrets.get(secret);
        // The broker reads the password from its file.
        String password = "${secrets:" + secrets.directory() + ":" + secret + "}";
        settings.put("config.providers", "secrets");
        settings.put("config.providers.secrets.class", DirectoryConfigProvider.class.getName());
        settings.put(
                "config.providers.secrets.param.allowed.paths",
                secrets.directory().toString());
        String operator = plainLogin(password) + " user_" + OPERATOR + "=\"" + password + "\";";
        for (String listener : listeners) {
            boolean controller = listener.equals("CONTROLLER");
            String prefix = "listener.name." + listener.toLowerCase(Locale.ROOT) + ".";
            settings.put(
                    prefix + "sasl.enabled.mechanisms",
                    controller ? OPERATOR_MECHANISM : OPERATOR_MECHANISM + "," + SERVICES_MECHANISM);
            settings.put(prefix + "plain.sasl.jaas.config", operator);
            if (!controller) settings.put(prefix + "scram-sha-512.sasl.jaas.config", SCRAM_MODULE + ";");
        }
        settings.put("sasl.mechanism.inter.broker.protocol", OPERATOR_MECHANISM);
        settings.put("sasl.mechanism.controller.protocol", OPERATOR_MECHANISM);
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:" + OPERATOR);
        return settings;
    }

    /** The passwords of the services, for a broker to store. */
    public List<UserScramCredentialAlteration> passwords() {
        return Provisioning.SCHEMAS.stream()
                .map(KafkaAccess::principal)
                .<UserScramCredentialAlteration>map(principal -> new UserScramCredentialUpsertion(
                        principal,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                        secrets.get(secretOf(principal))))
                .toList();
    }

    /** The rights of all services: their own topics, those for learning that all share, and their own groups. */
    public static List<AclBinding> rights() {
        List<AclBinding> rights = new ArrayList<>();
        for (String schema : Provisioning.SCHEMAS) {
            String principal = principal(schema);
            rights.addAll(bindings(schema, ResourceType.TOPIC, schema + ".", USE));
            rights.addAll(bindings(schema, ResourceType.TOPIC, "learning.", USE));
            if (schema.equals("fin")) rights.addAll(bindings(schema, ResourceType.TOPIC, principal, OWN));
            rights.addAll(
                    bindings(schema, ResourceType.GROUP, principal, List.of(AclOperation.READ, AclOperation.DESCRIBE)));
            rights.addAll(bindings(
                    schema,
                    ResourceType.TRANSACTIONAL_ID,
                    principal,
                    List.of(AclOperation.WRITE, AclOperation.DESCRIBE)));
            rights.addAll(bindings(
                    schema,
                    ResourceType.CLUSTER,
                    Resource.CLUSTER_NAME,
                    List.of(AclOperation.DESCRIBE, AclOperation.IDEMPOTENT_WRITE)));
        }
        return rights;
    }

    /** Whether a right is one of a service's principal. */
    public static boolean isOfService(AclBinding binding) {
        return Provisioning.SCHEMAS.stream()
                .anyMatch(schema -> binding.entry().principal().equals("User:" + principal(schema)));
    }

    private static List<AclBinding> bindings(
            String schema, ResourceType type, String name, List<AclOperation> operations) {
        ResourcePattern pattern = new ResourcePattern(
                type, name, type == ResourceType.CLUSTER ? PatternType.LITERAL : PatternType.PREFIXED);
        return operations.stream()
                .map(operation -> new AclBinding(
                        pattern,
                        new AccessControlEntry("User:" + principal(schema), "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }
}
