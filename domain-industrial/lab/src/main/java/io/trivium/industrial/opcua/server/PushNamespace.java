package io.trivium.industrial.opcua.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/** Variables in folders below Objects, published as soon as they change. Thread-safe. */
final class PushNamespace extends ManagedNamespaceWithLifecycle {
    private final Map<NodeId, UaVariableNode> variables = new ConcurrentHashMap<>();
    private final Map<NodeId, List<DataItem>> items = new ConcurrentHashMap<>();

    PushNamespace(OpcUaServer server, String uri) {
        super(server, uri);
    }

    private NodeId id(List<String> path) {
        return newNodeId(String.join("/", path));
    }

    /** Adds a variable and the folders to it that are not there yet. */
    void add(List<String> path, NodeId dataType, DataValue value) {
        for (int depth = 1; depth < path.size(); depth++) {
            List<String> folder = path.subList(0, depth);
            if (!getNodeManager().containsNode(id(folder))) {
                UaFolderNode node = new UaFolderNode(
                        getNodeContext(),
                        id(folder),
                        newQualifiedName(folder.getLast()),
                        LocalizedText.english(folder.getLast()));
                getNodeManager().addNode(node);
                NodeId parent = depth == 1 ? NodeIds.ObjectsFolder : id(path.subList(0, depth - 1));
                node.addReference(new Reference(node.getNodeId(), NodeIds.Organizes, parent.expanded(), false));
            }
        }
        UaVariableNode variable = UaVariableNode.build(
                getNodeContext(),
                builder -> builder.setNodeId(id(path))
                        .setBrowseName(newQualifiedName(path.getLast()))
                        .setDisplayName(LocalizedText.english(path.getLast()))
                        .setDataType(dataType)
                        .setTypeDefinition(NodeIds.BaseDataVariableType)
                        .build());
        variable.setValue(value);
        getNodeManager().addNode(variable);
        NodeId parent = path.size() == 1 ? NodeIds.ObjectsFolder : id(path.subList(0, path.size() - 1));
        variable.addReference(new Reference(variable.getNodeId(), NodeIds.HasComponent, parent.expanded(), false));
        variables.put(variable.getNodeId(), variable);
    }

    /** Gives a variable another value, and tells who monitors it. */
    void push(List<String> path, DataValue value) {
        NodeId node = id(path);
        UaVariableNode variable = variables.get(node);
        if (variable == null) throw new IllegalArgumentException("no variable is called " + String.join("/", path));
        variable.setValue(value);
        items.getOrDefault(node, List.of()).forEach(item -> item.setValue(value));
    }

    @Override
    public void onDataItemsCreated(List<DataItem> created) {
        for (DataItem item : created) {
            NodeId node = item.getReadValueId().getNodeId();
            items.computeIfAbsent(node, added -> new CopyOnWriteArrayList<>()).add(item);
            UaVariableNode variable = variables.get(node);
            if (variable != null) item.setValue(variable.getValue());
        }
    }

    @Override
    public void onDataItemsModified(List<DataItem> modified) {}

    @Override
    public void onDataItemsDeleted(List<DataItem> deleted) {
        for (DataItem item : deleted) {
            items.getOrDefault(item.getReadValueId().getNodeId(), new ArrayList<>())
                    .remove(item);
        }
    }

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> changed) {}
}
