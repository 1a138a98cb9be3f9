package io.trivium.deploy.sbom;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that is shipped.
 *
 * @param group namespace of the name, or empty
 * @param sha256 of its file; empty where it has none of its own
 * @param licences as its publisher names them: one of them may be chosen; empty when none is declared
 * @param properties other known properties, by name
 */
public record Part(
        Kind kind,
        String group,
        String name,
        String version,
        String sha256,
        List<String> licences,
        Map<String, String> properties) {

    /** The kind of a part. */
    public enum Kind {
        JAVA,
        NPM,
        MODEL
    }

    public Part {
        licences = List.copyOf(licences);
        properties = Map.copyOf(properties);
    }

    /** As {@code security/known-bad.json} names it: {@code group:name}, or the name alone. */
    public String key() {
        return group.isEmpty() ? name : kind == Kind.JAVA ? group + ":" + name : group + "/" + name;
    }

    /** Package URL (https://github.com/package-url/purl-spec). */
    String purl() {
        String path = (group.isEmpty() ? "" : group.replace("@", "%40") + "/") + name + "@" + version;
        return switch (kind) {
            case JAVA -> "pkg:maven/" + path;
            case NPM -> "pkg:npm/" + path;
            case MODEL -> "pkg:generic/" + path;
        };
    }

    Map<String, String> sortedProperties() {
        return new TreeMap<>(properties);
    }
}
