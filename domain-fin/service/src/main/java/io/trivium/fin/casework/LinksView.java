package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.casework.queue.CaseState;
import io.trivium.fin.casework.queue.Disposition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The links of a case to others, as a graph of at most {@value #MAX_NODES} nodes.
 *
 * @param complete whether nothing was left out
 */
public record LinksView(List<Node> nodes, List<Edge> edges, boolean complete) {

    static final int MAX_NODES = 60;
    /** Other cases shown for one entity. */
    static final int CASES_PER_ENTITY = 6;
    /** Entities shown of the case. */
    static final int MAX_ENTITIES = 24;

    /**
     * A thing in the graph.
     *
     * @param id unique in the graph
     * @param kind case, customer, card, device, terminal or counterparty
     * @param label case number or token
     * @param caseNumber of a case
     * @param state of a case
     * @param disposition of a closed case
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Node(
            String id,
            String kind,
            String label,
            @Nullable Long caseNumber,
            @Nullable CaseState state,
            @Nullable Disposition disposition) {}

    /** A relation of two nodes; both are ids of nodes. */
    public record Edge(String from, String to) {}

    /** Another case that shares an entity. */
    record Shared(
            Alert.Entity entity,
            long caseNumber,
            String customer,
            String customerKind,
            CaseState state,
            @Nullable Disposition disposition) {}

    /**
     * Puts the graph together: the case, its customer and entities, then other cases, then their customers, until it is
     * full.
     *
     * @param shared up to one more per entity than is shown
     */
    public static LinksView of(CaseSummaryView own, List<Alert.Entity> entities, List<Shared> shared) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        Set<Edge> edges = new LinkedHashSet<>();
        String center = "case:" + own.caseNumber();
        nodes.put(
                center,
                new Node(
                        center,
                        "case",
                        Long.toString(own.caseNumber()),
                        own.caseNumber(),
                        own.state(),
                        own.disposition()));
        // A customer that the payments do not name is its card or payment, which is in the graph already.
        if (own.customerKind().equals("customer")) {
            String customer = "customer:" + own.customer();
            nodes.put(customer, new Node(customer, "customer", own.customer(), null, null, null));
            edges.add(new Edge(customer, center));
        }
        boolean complete = entities.size() <= MAX_ENTITIES;
        for (Alert.Entity entity : entities.subList(0, Math.min(entities.size(), MAX_ENTITIES))) {
            String id = id(entity);
            nodes.put(id, new Node(id, entity.kind(), entity.value(), null, null, null));
            edges.add(new Edge(center, id));
        }
        Map<Alert.Entity, Integer> perEntity = new LinkedHashMap<>();
        List<Shared> shown = new ArrayList<>();
        for (Shared other : shared) {
            String id = "case:" + other.caseNumber();
            boolean fits = nodes.containsKey(id) || nodes.size() < MAX_NODES;
            boolean few = perEntity.merge(other.entity(), 1, Integer::sum) <= CASES_PER_ENTITY;
            if (!nodes.containsKey(id(other.entity())) || !fits || !few) {
                complete = false;
                continue;
            }
            nodes.putIfAbsent(
                    id,
                    new Node(
                            id,
                            "case",
                            Long.toString(other.caseNumber()),
                            other.caseNumber(),
                            other.state(),
                            other.disposition()));
            edges.add(new Edge(id(other.entity()), id));
            shown.add(other);
        }
        for (Shared other : shown) {
            if (other.customerKind().equals("authorization")) continue;
            String id = other.customerKind() + ":" + other.customer();
            if (!nodes.containsKey(id) && nodes.size() >= MAX_NODES) {
                complete = false;
                continue;
            }
            nodes.putIfAbsent(id, new Node(id, other.customerKind(), other.customer(), null, null, null));
            edges.add(new Edge(id, "case:" + other.caseNumber()));
        }
        return new LinksView(List.copyOf(nodes.values()), List.copyOf(edges), complete);
    }

    private static String id(Alert.Entity entity) {
        return entity.kind() + ":" + entity.value();
    }
}
