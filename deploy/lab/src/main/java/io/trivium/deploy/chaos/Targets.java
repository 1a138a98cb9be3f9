package io.trivium.deploy.chaos;

import io.trivium.deploy.chaos.ChaosPlan.FlowName;
import io.trivium.deploy.standalone.Link;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The targets of a run's faults: the components and links of its flows. */
final class Targets {
    private static final List<String> SHARED = List.of("kafka", "postgres", "keycloak");
    private static final List<Link> SHARED_LINKS = List.of(Link.KAFKA, Link.POSTGRES, Link.KEYCLOAK);

    private Targets() {}

    static Map<FaultKind, List<String>> of(ChaosPlan plan, Disks disks, Clocks clocks) {
        Set<String> components = components(plan.flows());
        Set<String> links = new LinkedHashSet<>(names(SHARED_LINKS));
        for (FlowName flow : FlowName.values()) {
            if (plan.flows().contains(flow)) links.addAll(names(links(flow)));
        }
        Map<FaultKind, List<String>> targets = new EnumMap<>(FaultKind.class);
        for (FaultKind kind : plan.kinds()) {
            targets.put(
                    kind,
                    switch (kind) {
                        case KILL, STOP -> List.copyOf(components);
                        case FAULT_POINT -> FaultPoints.targets(components);
                        case SWIZZLE_CLOG -> List.of("all");
                        case CLOCK_JUMP ->
                            clocks.services().stream()
                                    .filter(components::contains)
                                    .toList();
                        case DISK_FULL ->
                            disks.components().stream()
                                    .filter(components::contains)
                                    .toList();
                        case POWER_CUT ->
                            disks.components().stream()
                                    .filter(components::contains)
                                    .filter(Disks.DURABLE::contains)
                                    .toList();
                        case DELAY, THROTTLE, CUT, BLACK_HOLE, HALF_OPEN, SLICE -> List.copyOf(links);
                    });
        }
        return targets;
    }

    /** The components that these flows need, in an order that is always the same. */
    static Set<String> components(Set<FlowName> flows) {
        Set<String> components = new LinkedHashSet<>(SHARED);
        for (FlowName flow : FlowName.values()) {
            if (flows.contains(flow)) components.addAll(components(flow));
        }
        return components;
    }

    private static List<String> components(FlowName flow) {
        return switch (flow) {
            case fin -> List.of("domain-fin", "model-runtime");
            case industrial -> List.of("domain-industrial", "mqtt");
            case med -> List.of("domain-med", "orthanc");
            case learning -> List.of("model-runtime");
        };
    }

    private static List<Link> links(FlowName flow) {
        return switch (flow) {
            case fin -> List.of(Link.FIN_TO_RUNTIME);
            case industrial -> List.of(Link.MQTT, Link.MACHINES, Link.INDUSTRIAL_TO_RUNTIME);
            case med -> List.of(Link.DICOM, Link.PACS, Link.MED_TO_RUNTIME);
            case learning -> List.of();
        };
    }

    private static List<String> names(List<Link> links) {
        return links.stream().map(Link::toString).toList();
    }
}
