package io.trivium.industrial.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.quality.QualityNotes;
import io.trivium.industrial.quality.QualityReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MonitoringMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoringParameters;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.jspecify.annotations.Nullable;

/** The items of one subscription, each node once. Of one thread; calls that change the server block. */
final class MonitoredItems {
    private static final int ITEMS_A_CALL = 500;
    /** Kind of a deadband in the unit of the value; OPC UA part 8, 7.2. */
    private static final int ABSOLUTE = 1;

    private final TenantId tenant;
    private final QualityNotes notes;
    private final Map<Long, SubscriptionFile.Item> byHandle = new HashMap<>();
    private long nextHandle = 1;

    MonitoredItems(TenantId tenant, QualityNotes notes) {
        this.tenant = tenant;
        this.notes = notes;
    }

    @Nullable
    MonitoredNode node(UInteger handle) {
        SubscriptionFile.Item item = byHandle.get(handle.longValue());
        return item == null ? null : item.node();
    }

    List<SubscriptionFile.Item> all() {
        return List.copyOf(byHandle.values());
    }

    int size() {
        return byHandle.size();
    }

    /** The subscription is gone, and its items with it. */
    void forget() {
        byHandle.clear();
    }

    /** Takes over the items of a subscription that an earlier life of this service made. */
    void remember(List<SubscriptionFile.Item> items) {
        byHandle.clear();
        items.forEach(item -> byHandle.put(item.handle(), item));
        nextHandle =
                1 + byHandle.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Makes the items those of these nodes: adds what is missing, deletes the others; returns whether anything changed. */
    boolean adapt(OpcUaClient client, UInteger subscription, Map<MonitoredNode, NodeId> wanted) throws UaException {
        List<SubscriptionFile.Item> gone = byHandle.values().stream()
                .filter(item -> !wanted.containsKey(item.node()))
                .toList();
        for (int from = 0; from < gone.size(); from += ITEMS_A_CALL) {
            List<SubscriptionFile.Item> part = gone.subList(from, Math.min(gone.size(), from + ITEMS_A_CALL));
            client.deleteMonitoredItems(
                    subscription, part.stream().map(item -> uint(item.itemId())).toList());
            part.forEach(item -> byHandle.remove(item.handle()));
        }
        Set<MonitoredNode> there = byHandle.values().stream()
                .map(SubscriptionFile.Item::node)
                .collect(Collectors.toCollection(HashSet::new));
        List<MonitoredNode> missing =
                wanted.keySet().stream().filter(node -> !there.contains(node)).toList();
        int before = byHandle.size();
        List<MonitoredNode> again = create(client, subscription, missing, wanted, true);
        create(client, subscription, again, wanted, false);
        return !gone.isEmpty() || byHandle.size() > before;
    }

    /** Returns the nodes whose values the server cannot apply a deadband to, as truth values. */
    private List<MonitoredNode> create(
            OpcUaClient client,
            UInteger subscription,
            List<MonitoredNode> nodes,
            Map<MonitoredNode, NodeId> ids,
            boolean withDeadband)
            throws UaException {
        List<MonitoredNode> unfiltered = new ArrayList<>();
        for (int from = 0; from < nodes.size(); from += ITEMS_A_CALL) {
            List<MonitoredNode> part = nodes.subList(from, Math.min(nodes.size(), from + ITEMS_A_CALL));
            List<MonitoredItemCreateRequest> requests = new ArrayList<>();
            long handle = nextHandle;
            for (MonitoredNode node : part) {
                NodeId id = ids.get(node);
                requests.add(request(client, node, id == null ? NodeId.NULL_VALUE : id, nextHandle++, withDeadband));
            }
            MonitoredItemCreateResult[] results = client.createMonitoredItems(
                            subscription, TimestampsToReturn.Both, requests)
                    .getResults();
            if (results == null || results.length != part.size()) {
                throw new UaException(StatusCodes.Bad_UnexpectedError, "the server answered for other items");
            }
            for (int i = 0; i < part.size(); i++) {
                StatusCode status = results[i].getStatusCode();
                if (!status.isBad()) {
                    long itemId = results[i].getMonitoredItemId().longValue();
                    byHandle.put(handle + i, new SubscriptionFile.Item(handle + i, itemId, part.get(i)));
                } else if (withDeadband && part.get(i).deadband() > 0 && isOfFilter(status)) {
                    unfiltered.add(part.get(i));
                } else {
                    note(part.get(i), status);
                }
            }
        }
        return unfiltered;
    }

    private static MonitoredItemCreateRequest request(
            OpcUaClient client, MonitoredNode node, NodeId id, long handle, boolean withDeadband) {
        ExtensionObject filter = withDeadband && node.deadband() > 0
                ? ExtensionObject.encode(
                        client.getStaticEncodingContext(),
                        new DataChangeFilter(DataChangeTrigger.StatusValue, uint(ABSOLUTE), node.deadband()))
                : null;
        return new MonitoredItemCreateRequest(
                new ReadValueId(id, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE),
                MonitoringMode.Reporting,
                new MonitoringParameters(
                        uint(handle), (double) node.samplingMs(), filter, uint(node.queueSize()), true));
    }

    private static boolean isOfFilter(StatusCode status) {
        return status.value() == StatusCodes.Bad_FilterNotAllowed
                || status.value() == StatusCodes.Bad_MonitoredItemFilterUnsupported
                || status.value() == StatusCodes.Bad_MonitoredItemFilterInvalid
                || status.value() == StatusCodes.Bad_DeadbandFilterInvalid;
    }

    private void note(MonitoredNode node, StatusCode status) {
        notes.note(
                tenant,
                node.source(),
                QualityReason.UNKNOWN_NODE,
                1,
                "The server does not let " + node.tag() + " be read: " + NodeValue.name(status)
                        + ". Look for the node with an OPC UA browser, and correct the mapping or the server's rights;"
                        + " it is tried again.",
                node.node());
    }
}
