package io.trivium.deploy.chaos;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The places in the code of the services between two steps that a crash must not tear apart. */
final class FaultPoints {
    /** By module; those of the core are in every service. */
    static final Map<String, List<String>> OF_MODULES = modules();

    /** Those that a start passes once for each bundled pack; a run that disturbs a running platform leaves them out. */
    static final List<String> FIRST_START = List.of(
            "runtime.pack.staged",
            "runtime.pack.shared",
            "runtime.pack.placed",
            "runtime.pack.registered",
            "runtime.version.loaded",
            "runtime.alias.stored",
            "runtime.alias.served");

    private static final String CORE = "platform-core";

    private FaultPoints() {}

    private static Map<String, List<String>> modules() {
        Map<String, List<String>> points = new LinkedHashMap<>();
        points.put(CORE, List.of("outbox.sent"));
        points.put("model-runtime", List.of("runtime.labels.stored"));
        points.put(
                "domain-med",
                List.of(
                        "med.instance.synced",
                        "med.instance.placed",
                        "med.instance.recorded",
                        "med.results.written",
                        "med.results.delivered"));
        points.put(
                "domain-fin",
                List.of(
                        "fin.card.applied",
                        "fin.features.computed",
                        "fin.decisions.sent",
                        "fin.rows.stored",
                        "fin.cases.stored",
                        "fin.roll-ups.stored",
                        "fin.examples.sent"));
        points.put("domain-industrial", List.of("industrial.readings.sent", "industrial.readings.stored"));
        return Collections.unmodifiableMap(points);
    }

    /** All places in these components that are services, as {@code service/place}. */
    static List<String> targets(Collection<String> components) {
        List<String> targets = new ArrayList<>();
        OF_MODULES.forEach((module, points) -> {
            if (!module.equals(CORE) && components.contains(module)) {
                points.forEach(point -> targets.add(module + "/" + point));
                OF_MODULES.getOrDefault(CORE, List.of()).forEach(point -> targets.add(module + "/" + point));
            }
        });
        return targets;
    }
}
