package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.UaRuntimeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExpandedNodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.jspecify.annotations.Nullable;

/** Finds the variables that match a server's mappings. Every call queries the server and blocks. */
final class NodeFinder {
    /** Bound for a filter that lets through more than was meant. */
    private static final int MOST_NODES = 50_000;

    private static final int DEEPEST = 12;
    private static final int NODES_A_CALL = 200;

    private final String name;
    private final TenantId tenant;
    private final OpcUaConfig.Server config;
    private final QualityNotes notes;

    /**
     * Mappings of one server.
     *
     * @param name of the server in the configuration
     * @throws IllegalArgumentException naming the key of a mapping that cannot be
     */
    NodeFinder(String name, TenantId tenant, OpcUaConfig.Server config, QualityNotes notes) {
        this.name = name;
        this.tenant = tenant;
        this.config = config;
        this.notes = notes;
        config.nodes().forEach((mapping, node) -> check("nodes." + mapping, node));
        if (config.nodes().isEmpty()) throw invalid("nodes", "is empty, so nothing is read: name a node or a folder");
    }

    private void check(String key, OpcUaConfig.NodeMapping mapping) {
        if (mapping.node().isPresent() == mapping.folder().isPresent()) {
            throw invalid(key, "needs either a node or a folder");
        }
        if (mapping.node().isPresent() && mapping.tag().isEmpty()) {
            throw invalid(key, "names a node, and so needs a tag");
        }
        String id = mapping.node().or(mapping::folder).orElseThrow();
        try {
            ExpandedNodeId.parse(id);
        } catch (UaRuntimeException e) {
            throw new IllegalArgumentException(
                    key(key) + " has \"" + id + "\", which is no node id like nsu=URI;s=NAME or ns=2;s=NAME", e);
        }
    }

    private String key(String key) {
        return "platform.industrial.intake.opcua." + name + "." + key;
    }

    private IllegalArgumentException invalid(String key, String why) {
        return new IllegalArgumentException(key(key) + " " + why);
    }

    /** The variables with the ids that they have now, in the order of the mappings. */
    Map<MonitoredNode, NodeId> find(OpcUaClient client) throws UaException {
        Map<MonitoredNode, NodeId> found = new LinkedHashMap<>();
        for (OpcUaConfig.NodeMapping mapping : config.nodes().values()) {
            String id = mapping.node().or(mapping::folder).orElseThrow();
            Optional<NodeId> node = ExpandedNodeId.parse(id).toNodeId(client.getNamespaceTable());
            if (node.isEmpty()) {
                unknown(
                        id,
                        "The server has no such namespace; those that it has: "
                                + String.join(", ", client.getNamespaceTable().toArray()) + ".");
            } else if (mapping.node().isPresent()) {
                put(
                        found,
                        mapping,
                        client,
                        node.orElseThrow(),
                        List.of(mapping.tag().orElseThrow()));
            } else {
                browse(found, mapping, client, node.orElseThrow());
            }
        }
        return found;
    }

    /**
     * A node on the way.
     *
     * @param path browse names from the folder to it
     */
    private record Place(NodeId node, boolean isVariable, List<String> path) {}

    /**
     * Level by level, many nodes a call. A variable that has components is a structure: its components are taken. What the
     * server tells of itself, a hundred counters below Objects, is left out unless it is the folder.
     */
    private void browse(
            Map<MonitoredNode, NodeId> found, OpcUaConfig.NodeMapping mapping, OpcUaClient client, NodeId folder)
            throws UaException {
        Set<NodeId> seen = new HashSet<>(Set.of(folder));
        List<Place> level = List.of(new Place(folder, false, List.of()));
        for (int depth = 0; depth < DEEPEST && !level.isEmpty(); depth++) {
            List<Place> next = new ArrayList<>();
            for (int from = 0; from < level.size(); from += NODES_A_CALL) {
                List<Place> part = level.subList(from, Math.min(level.size(), from + NODES_A_CALL));
                List<List<Place>> children = children(client, part);
                for (int i = 0; i < part.size(); i++) {
                    Place place = part.get(i);
                    boolean isValue = place.isVariable() && children.get(i).isEmpty();
                    if (isValue && NodePath.matches(mapping.filter(), place.path())) {
                        put(found, mapping, client, place.node(), place.path());
                    }
                    children.get(i).stream()
                            .filter(child -> isWanted(mapping.filter(), child.path()) && seen.add(child.node()))
                            .forEach(next::add);
                }
            }
            level = next;
        }
    }

    private static boolean isWanted(String filter, List<String> path) {
        return NodePath.matches(filter, path) || NodePath.leadsOn(filter, path);
    }

    private List<List<Place>> children(OpcUaClient client, List<Place> places) throws UaException {
        List<BrowseResult> results = client.browse(
                places.stream().map(place -> childrenOf(place.node())).toList());
        List<List<Place>> children = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            BrowseResult result = results.get(i);
            if (result.getStatusCode().isBad()) {
                unknown(
                        place.node().toParseableString(),
                        "It cannot be looked through: " + NodeValue.name(result.getStatusCode())
                                + ". Look for it with an OPC UA browser, and correct the mapping or the server's rights.");
            }
            List<Place> below = new ArrayList<>();
            for (ReferenceDescription reference : all(client, result)) {
                reference
                        .getNodeId()
                        .toNodeId(client.getNamespaceTable())
                        .filter(node -> !reference.getReferenceTypeId().equals(NodeIds.HasProperty)
                                && !node.equals(NodeIds.Server))
                        .ifPresent(node -> below.add(new Place(
                                node,
                                reference.getNodeClass() == NodeClass.Variable,
                                longer(place.path(), reference.getBrowseName().name()))));
            }
            children.add(below);
        }
        return children;
    }

    private static BrowseDescription childrenOf(NodeId node) {
        return new BrowseDescription(
                node,
                BrowseDirection.Forward,
                NodeIds.HierarchicalReferences,
                true,
                uint(NodeClass.Object.getValue() | NodeClass.Variable.getValue()),
                uint(BrowseResultMask.All.getValue()));
    }

    /** The references of a result with those that the server kept for later. */
    private static List<ReferenceDescription> all(OpcUaClient client, BrowseResult result) throws UaException {
        List<ReferenceDescription> references = new ArrayList<>(references(result));
        ByteString more = result.getContinuationPoint();
        while (more != null && !more.isNullOrEmpty()) {
            BrowseResult[] next = client.browseNext(false, List.of(more)).getResults();
            if (next == null || next.length == 0) break;
            references.addAll(references(next[0]));
            more = next[0].getContinuationPoint();
        }
        return references;
    }

    private static List<ReferenceDescription> references(BrowseResult result) {
        ReferenceDescription[] references = result.getReferences();
        return references == null ? List.of() : Arrays.asList(references);
    }

    private static List<String> longer(List<String> path, @Nullable String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name == null ? "" : name);
        return longer;
    }

    private void put(
            Map<MonitoredNode, NodeId> found,
            OpcUaConfig.NodeMapping mapping,
            OpcUaClient client,
            NodeId node,
            List<String> path) {
        if (found.size() >= MOST_NODES) {
            unknown(node.toParseableString(), "More than " + MOST_NODES + " nodes; it is left out. Narrow the filter.");
            return;
        }
        String portable = node.expanded(client.getNamespaceTable()).toParseableString();
        found.put(
                new MonitoredNode(
                        portable,
                        NodePath.fill(mapping.source(), path),
                        mapping.tag().map(tag -> NodePath.fill(tag, path)).orElse(path.getLast()),
                        mapping.samplingInterval()
                                .orElse(config.samplingInterval())
                                .toMillis(),
                        mapping.queueSize().orElse(config.queueSize()),
                        mapping.deadband().orElse(config.deadband())),
                node);
    }

    private void unknown(String node, String detail) {
        notes.note(tenant, OpcUaIntake.source(name), QualityReason.UNKNOWN_NODE, 1, detail, node);
    }
}
