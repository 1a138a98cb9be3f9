package io.trivium.industrial.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.web.StrictJson;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Edge nodes in PostgreSQL, so that data which waited at the broker while this service was disconnected has the names
 * of the birth it followed. Written by one thread in the background. Thread-safe.
 */
@ApplicationScoped
class StoredEdgeNodes implements EdgeNodes {
    private static final Logger LOG = Logger.getLogger(StoredEdgeNodes.class);

    private static final SqlQuery<Stored> LOAD = SqlQuery.of(Stored.class, """
        select online, coalesce(bd_seq, -1) as bd_seq, aliases from edge_node
        where tenant_id = :tenant and node = :node
        """);

    private static final SqlUpdate SAVE = SqlUpdate.of("""
        insert into edge_node (tenant_id, node, online, bd_seq, aliases, changed_at)
        values (:tenant, :node, :online, :bdSeq, :aliases::jsonb, :now)
        on conflict (tenant_id, node) do update set online = excluded.online, bd_seq = excluded.bd_seq,
            aliases = excluded.aliases, changed_at = excluded.changed_at
        """);

    private static final SqlQuery<Kept> KEPT = SqlQuery.of(Kept.class, """
        select message_id as id, topic, payload from held_message where tenant_id = :tenant and node = :node
        order by held_at
        """);

    private static final SqlUpdate KEEP = SqlUpdate.of("""
        insert into held_message (message_id, tenant_id, node, topic, payload, held_at)
        values (:message, :tenant, :node, :topic, :payload, :now)
        """);

    private static final SqlUpdate DROP = SqlUpdate.of("delete from held_message where message_id = :message");

    private record Stored(boolean online, long bdSeq, Map<Long, EdgeNode.Metric> aliases) {}

    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final ObjectMapper json = StrictJson.mapper();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("edge-nodes").daemon().factory());

    StoredEdgeNodes(TenantTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public EdgeNode load(TenantId tenant, String node) {
        EdgeNode loaded = new EdgeNode();
        try {
            transactions
                    .withConnection(
                            tenant,
                            connection -> LOAD.on(connection)
                                    .set("tenant", tenant)
                                    .set("node", node)
                                    .first())
                    .ifPresent(known -> loaded.restore(known.online, known.bdSeq, known.aliases));
        } catch (RuntimeException e) {
            LOG.warnf(e, "what is known of the edge node %s cannot be read; its birth is asked for", node);
        }
        return loaded;
    }

    @Override
    public void save(TenantId tenant, String name, EdgeNode node) {
        boolean online = node.isOnline();
        long bdSeq = node.bdSeq();
        Map<Long, EdgeNode.Metric> aliases = new TreeMap<>(node.aliases());
        writer.execute(() -> {
            try {
                String text = json.writeValueAsString(aliases);
                transactions.withConnection(tenant, connection -> write(connection, tenant, name, online, bdSeq, text));
            } catch (JsonProcessingException | RuntimeException e) {
                LOG.warnf(e, "the birth of the edge node %s is not kept", name);
            }
        });
    }

    private int write(Connection connection, TenantId tenant, String name, boolean online, long bdSeq, String aliases) {
        return SAVE.on(connection)
                .set("tenant", tenant)
                .set("node", name)
                .set("online", online)
                .set("bdSeq", bdSeq)
                .set("aliases", aliases.replace("\\u0000", " "))
                .set("now", clock.instant())
                .run();
    }

    @Override
    public List<Kept> kept(TenantId tenant, String node) {
        try {
            return transactions.withConnection(
                    tenant,
                    connection -> KEPT.on(connection)
                            .set("tenant", tenant)
                            .set("node", node)
                            .list());
        } catch (RuntimeException e) {
            LOG.warnf(
                    e,
                    "what waits for the birth of the edge node %s cannot be read; it is read at the next start",
                    node);
            return List.of();
        }
    }

    @Override
    public Optional<UUID> keep(TenantId tenant, String node, String topic, byte[] payload) {
        UUID id = UUID.randomUUID();
        try {
            transactions.withConnection(
                    tenant,
                    connection -> KEEP.on(connection)
                            .set("message", id)
                            .set("tenant", tenant)
                            .set("node", node)
                            .set("topic", topic)
                            .set("payload", payload)
                            .set("now", clock.instant())
                            .run());
            return Optional.of(id);
        } catch (RuntimeException e) {
            LOG.warnf(e, "a message that waits for the birth of the edge node %s cannot be kept", node);
            return Optional.empty();
        }
    }

    @Override
    public void drop(TenantId tenant, UUID message) {
        writer.execute(() -> {
            try {
                transactions.withConnection(
                        tenant,
                        connection ->
                                DROP.on(connection).set("message", message).run());
            } catch (RuntimeException e) {
                LOG.warnf(
                        e, "a message that waited for a birth is not forgotten; its readings come again, to no effect");
            }
        });
    }

    @PreDestroy
    void close() {
        writer.shutdown();
    }
}
