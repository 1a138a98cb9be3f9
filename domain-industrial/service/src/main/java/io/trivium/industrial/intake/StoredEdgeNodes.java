package io.trivium.industrial.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.web.StrictJson;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
    private static final TypeReference<Map<Long, EdgeNode.Metric>> ALIASES = new TypeReference<>() {};

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
            transactions.withConnection(tenant, connection -> {
                load(connection, tenant, node, loaded);
                return node;
            });
        } catch (RuntimeException e) {
            LOG.warnf(e, "what is known of the edge node %s cannot be read; its birth is asked for", node);
        }
        return loaded;
    }

    private void load(Connection connection, TenantId tenant, String node, EdgeNode loaded) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select online, coalesce(bd_seq, -1), aliases from edge_node where tenant_id = ? and node = ?")) {
            select.setString(1, tenant.value());
            select.setString(2, node);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    loaded.restore(row.getBoolean(1), row.getLong(2), json.readValue(row.getString(3), ALIASES));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("aliases of an edge node cannot be read", e);
        }
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

    private int write(Connection connection, TenantId tenant, String name, boolean online, long bdSeq, String aliases)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into edge_node (tenant_id, node, online, bd_seq, aliases, changed_at)
                values (?, ?, ?, ?, ?::jsonb, ?)
                on conflict (tenant_id, node) do update set online = excluded.online, bd_seq = excluded.bd_seq,
                    aliases = excluded.aliases, changed_at = excluded.changed_at""")) {
            upsert.setString(1, tenant.value());
            upsert.setString(2, name);
            upsert.setBoolean(3, online);
            upsert.setLong(4, bdSeq);
            upsert.setString(5, aliases.replace("\\u0000", " "));
            upsert.setObject(6, clock.instant().atOffset(ZoneOffset.UTC));
            return upsert.executeUpdate();
        }
    }

    @Override
    public List<Kept> kept(TenantId tenant, String node) {
        try {
            return transactions.withConnection(tenant, connection -> {
                List<Kept> kept = new ArrayList<>();
                try (PreparedStatement select = connection.prepareStatement("""
                        select message_id, topic, payload from held_message where tenant_id = ? and node = ?
                        order by held_at""")) {
                    select.setString(1, tenant.value());
                    select.setString(2, node);
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            kept.add(new Kept(rows.getObject(1, UUID.class), rows.getString(2), rows.getBytes(3)));
                        }
                    }
                }
                return kept;
            });
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
            transactions.withConnection(tenant, connection -> {
                try (PreparedStatement insert = connection.prepareStatement("""
                        insert into held_message (message_id, tenant_id, node, topic, payload, held_at)
                        values (?, ?, ?, ?, ?, ?)""")) {
                    insert.setObject(1, id);
                    insert.setString(2, tenant.value());
                    insert.setString(3, node);
                    insert.setString(4, topic);
                    insert.setBytes(5, payload);
                    insert.setObject(6, clock.instant().atOffset(ZoneOffset.UTC));
                    return insert.executeUpdate();
                }
            });
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
                transactions.withConnection(tenant, connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from held_message where message_id = ?")) {
                        delete.setObject(1, message);
                        return delete.executeUpdate();
                    }
                });
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
