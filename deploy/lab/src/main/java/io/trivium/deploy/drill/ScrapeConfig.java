package io.trivium.deploy.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.trivium.deploy.standalone.Link;
import io.trivium.deploy.standalone.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The shipped example of {@code prometheus.yml} with the ports of another platform, and without targets that do not run
 * next to it.
 */
final class ScrapeConfig {
    /** Debian has no exporter of Kafka, and the services report their connections themselves. */
    private static final Set<String> ABSENT = Set.of("postgres", "kafka");

    private static final Pattern ADDRESS = Pattern.compile("(127\\.0\\.0\\.1:)(\\d+)");

    private ScrapeConfig() {}

    static String of(Path shipped, Ports platform, AlertingPorts beside) throws IOException {
        YAMLMapper yaml = YAMLMapper.builder().build();
        ObjectNode config = (ObjectNode) yaml.readTree(shipped.toFile());
        ArrayNode jobs = config.withArray("scrape_configs");
        for (int i = jobs.size() - 1; i >= 0; i--) {
            if (ABSENT.contains(jobs.path(i).path("job_name").asText())) jobs.remove(i);
        }
        ArrayNode rules = config.withArray("rule_files");
        for (int i = 0; i < rules.size(); i++) {
            JsonNode pattern = rules.path(i);
            rules.set(i, shipped.resolveSibling(pattern.asText()).toString());
        }
        Map<Integer, Integer> ports = ports(platform, beside);
        return ADDRESS.matcher(yaml.writeValueAsString(config)).replaceAll(found -> address(found, ports));
    }

    private static String address(MatchResult found, Map<Integer, Integer> ports) {
        Integer port = ports.get(Integer.valueOf(found.group(2)));
        if (port == null) throw new IllegalStateException("the example names a port of nothing: " + found.group());
        return found.group(1) + port;
    }

    /** By the port in the example. */
    private static Map<Integer, Integer> ports(Ports platform, AlertingPorts beside) {
        Map<Integer, Integer> ports = new TreeMap<>();
        Ports example = new Ports(Ports.DEFAULT_BASE);
        example.services()
                .forEach(
                        (name, port) -> ports.put(Ports.management(port), Ports.management(platform.service(name, 1))));
        ports.put(example.keycloak(), platform.of(Link.KEYCLOAK));
        ports.put(9100, beside.nodeExporter());
        ports.put(9115, beside.blackboxExporter());
        return ports;
    }
}
