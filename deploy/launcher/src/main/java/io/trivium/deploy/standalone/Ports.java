package io.trivium.deploy.standalone;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ports of one standalone platform, all on loopback.
 *
 * @param base the number all ports are counted from
 * @param disturbed whether services reach their dependencies through the proxies of a chaos run, which listen before
 *     they start
 */
public record Ports(int base, boolean disturbed) {
    public static final int DEFAULT_BASE = 18000;
    private static final int HIGHEST_OFFSET = 180;
    private static final int MANAGEMENT_OFFSET = 4;

    public Ports {
        if (base < 1024 || base + HIGHEST_OFFSET > 65535) {
            throw new IllegalArgumentException(
                    "port base must be between 1024 and " + (65535 - HIGHEST_OFFSET) + ": " + base);
        }
    }

    public Ports(int base) {
        this(base, false);
    }

    /** Where the caller of a link reaches its other end: directly, or at the proxy. */
    public int of(Link link) {
        return disturbed ? link.proxy(this) : link.direct(this);
    }

    public int postgres() {
        return base + 32;
    }

    public int runtime() {
        return base + 80;
    }

    public int med() {
        return base + 81;
    }

    /** Where the hospital's service takes DICOM associations. */
    public int dicom() {
        return base + 112;
    }

    /** Where the demo's PACS takes DICOM associations. */
    public int pacs() {
        return base + 142;
    }

    /** The demo's PACS over HTTP. */
    public int pacsHttp() {
        return base + 143;
    }

    public int fin() {
        return base + 82;
    }

    public int industrial() {
        return base + 83;
    }

    /** The demo plant's MQTT broker. */
    public int mqtt() {
        return base + 118;
    }

    /** The OPC UA server of the demo plant's welding line. */
    public int opcUa() {
        return base + 119;
    }

    public int kafka() {
        return base + 92;
    }

    /** The listener of a broker for clients behind a proxy; it advertises the proxy's port to them. */
    public int kafkaBehindProxy() {
        return base + 149;
    }

    public int kafkaController() {
        return base + 93;
    }

    /** Of one broker of several; the first has the port of a single one. */
    public int kafka(int number) {
        return kafka() + 2 * (number - 1);
    }

    /** Of one controller of several. */
    public int kafkaController(int number) {
        return kafkaController() + 2 * (number - 1);
    }

    /** Of one instance of a service; the first has the port of a single one. */
    public int service(String module, int number) {
        Integer first = services().get(module);
        if (first == null) throw new IllegalArgumentException("no such service: " + module);
        return first - 10 * (number - 1);
    }

    /** Where the instance of a service that listens on a port serves metrics, health and its API description. */
    public static int management(int service) {
        return service + MANAGEMENT_OFFSET;
    }

    /** Where one instance of several of the hospital's service takes DICOM associations. */
    public int dicom(int number) {
        return dicom() + number - 1;
    }

    public int keycloak() {
        return base + 180;
    }

    /** The platform's services over HTTP. */
    public Map<String, Integer> services() {
        Map<String, Integer> services = new LinkedHashMap<>();
        services.put("model-runtime", runtime());
        services.put("domain-med", med());
        services.put("domain-fin", fin());
        services.put("domain-industrial", industrial());
        return services;
    }

    /** The ports by component, in the order in which the components are shown to users. */
    public Map<String, Integer> all() {
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("PostgreSQL", postgres());
        all.put("Kafka", kafka());
        all.put("Kafka's controller", kafkaController());
        all.put("Keycloak", keycloak());
        all.put("model-runtime", runtime());
        all.put("domain-med", med());
        all.put("domain-med's DICOM node", dicom());
        all.put("the demo's PACS", pacs());
        all.put("the demo's PACS over HTTP", pacsHttp());
        all.put("domain-fin", fin());
        all.put("domain-industrial", industrial());
        all.put("the demo's MQTT broker", mqtt());
        all.put("the demo's OPC UA server", opcUa());
        services().forEach((module, port) -> all.put(managementOf(module), management(port)));
        return all;
    }

    private static String managementOf(String service) {
        return service + "'s management interface";
    }

    /** As {@link #all()}, of a platform with several of some. */
    public Map<String, Integer> all(Profile profile) {
        Map<String, Integer> all = all();
        for (int number = 2; number <= profile.brokers(); number++) {
            all.put("Kafka " + number, kafka(number));
            all.put("Kafka's controller " + number, kafkaController(number));
        }
        for (String module : services().keySet()) {
            for (int number = 2; number <= profile.countOf(module); number++) {
                String name = Profile.name(module, number);
                all.put(name, service(module, number));
                all.put(managementOf(name), management(service(module, number)));
            }
        }
        for (int number = 2; number <= profile.countOf("domain-med"); number++) {
            all.put(Profile.name("domain-med", number) + "'s DICOM node", dicom(number));
        }
        return all;
    }
}
