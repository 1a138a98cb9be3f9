package io.trivium.core.deadletter;

import io.trivium.core.tenancy.SqlFailure;
import io.trivium.core.tenancy.SqlFunction;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Table {@code dead_letter}; every call needs the transaction of the tenant whose rows it is about. */
@ApplicationScoped
class DeadLetterRepository {
    private static final String COLUMNS = "id, tenant_id, dlq_topic, dlq_partition, dlq_offset, origin_topic,"
            + " origin_partition, origin_offset, origin_time, key, payload, content_type, traceparent, reason, detail,"
            + " failed_at, state, settled_at, settled_by, settled_note, corrected";

    private final DataSource dataSource;

    DeadLetterRepository(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Stores a dead letter; false if the record of the dead-letter topic is stored already. */
    boolean add(StoredDeadLetter letter, Instant storedAt) {
        return with(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into dead_letter (id, tenant_id, dlq_topic,"
                            + " dlq_partition, dlq_offset, origin_topic, origin_partition, origin_offset, origin_time, key, payload,"
                            + " content_type, traceparent, reason, detail, failed_at, stored_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
                insert.setObject(1, letter.id());
                insert.setString(2, letter.tenant().value());
                insert.setString(3, letter.dlq().topic());
                insert.setInt(4, letter.dlq().partition());
                insert.setLong(5, letter.dlq().offset());
                insert.setString(6, letter.originTopic());
                insert.setObject(7, letter.originPartition());
                insert.setObject(8, letter.originOffset());
                insert.setObject(9, utc(letter.originTime()));
                insert.setBytes(10, StoredDeadLetter.bytes(letter.key()));
                insert.setBytes(11, StoredDeadLetter.bytes(letter.payload()));
                insert.setString(12, letter.contentType());
                insert.setString(13, letter.traceparent());
                insert.setString(14, letter.reason());
                insert.setString(15, letter.detail());
                insert.setObject(16, utc(letter.failedAt()));
                insert.setObject(17, utc(storedAt));
                return insert.executeUpdate() == 1;
            }
        });
    }

    /** Newest first, those after {@code cursor}. */
    List<StoredDeadLetter> list(
            TenantId tenant,
            @Nullable DeadLetterState state,
            @Nullable String originTopic,
            @Nullable Cursor cursor,
            int limit) {
        return with(connection -> {
            try (PreparedStatement select = connection.prepareStatement("select " + COLUMNS + " from dead_letter"
                    + " where tenant_id = ? and (?::text is null or state = ?) and (?::text is null or origin_topic = ?)"
                    + " and (?::timestamptz is null or (failed_at, id) < (?, ?))"
                    + " order by failed_at desc, id desc limit ?")) {
                select.setString(1, tenant.value());
                select.setString(2, state == null ? null : state.word());
                select.setString(3, state == null ? null : state.word());
                select.setString(4, originTopic);
                select.setString(5, originTopic);
                select.setObject(6, cursor == null ? null : utc(cursor.failedAt()));
                select.setObject(7, cursor == null ? null : utc(cursor.failedAt()));
                select.setObject(8, cursor == null ? null : cursor.id());
                select.setInt(9, limit);
                List<StoredDeadLetter> letters = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        letters.add(read(rows));
                    }
                }
                return letters;
            }
        });
    }

    Optional<StoredDeadLetter> find(TenantId tenant, UUID id) {
        return one(tenant, id, "");
    }

    /** As {@link #find}, and no other transaction can settle it before this one ends. */
    Optional<StoredDeadLetter> lock(TenantId tenant, UUID id) {
        return one(tenant, id, " for update");
    }

    void settle(TenantId tenant, UUID id, DeadLetterState state, StoredDeadLetter.Settlement settlement) {
        with(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update dead_letter set state = ?, settled_at = ?,"
                            + " settled_by = ?, settled_note = ?, corrected = ? where tenant_id = ? and id = ? and state = 'open'")) {
                update.setString(1, state.word());
                update.setObject(2, utc(settlement.at()));
                update.setString(3, settlement.by());
                update.setString(4, settlement.note());
                update.setBoolean(5, settlement.corrected());
                update.setString(6, tenant.value());
                update.setObject(7, id);
                if (update.executeUpdate() != 1) {
                    throw new IllegalStateException("dead letter " + id + " was not open although it is locked");
                }
                return id;
            }
        });
    }

    /** Removes so many dead letters at most that were settled before; returns how many. */
    int removeSettled(TenantId tenant, Instant before, int limit) {
        return with(connection -> {
            // A letter failed before it was settled: the index on failed_at finds them.
            try (PreparedStatement delete = connection.prepareStatement("delete from dead_letter where id in ("
                    + "select id from dead_letter where tenant_id = ? and failed_at < ? and settled_at < ?"
                    + " limit ? for update skip locked)")) {
                delete.setString(1, tenant.value());
                delete.setObject(2, utc(before));
                delete.setObject(3, utc(before));
                delete.setInt(4, limit);
                return delete.executeUpdate();
            }
        });
    }

    private Optional<StoredDeadLetter> one(TenantId tenant, UUID id, String suffix) {
        return with(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select " + COLUMNS + " from dead_letter where tenant_id = ? and id = ?" + suffix)) {
                select.setString(1, tenant.value());
                select.setObject(2, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(read(row)) : Optional.empty();
                }
            }
        });
    }

    private static StoredDeadLetter read(ResultSet row) throws SQLException {
        DeadLetterState state = DeadLetterState.fromString(row.getString("state"));
        StoredDeadLetter.Settlement settlement = null;
        Instant settledAt = instant(row, "settled_at");
        if (settledAt != null) {
            settlement = new StoredDeadLetter.Settlement(
                    settledAt, row.getString("settled_by"), row.getString("settled_note"), row.getBoolean("corrected"));
        }
        Instant failedAt = instant(row, "failed_at");
        return new StoredDeadLetter(
                row.getObject("id", UUID.class),
                new TenantId(row.getString("tenant_id")),
                new StoredDeadLetter.Place(
                        row.getString("dlq_topic"), row.getInt("dlq_partition"), row.getLong("dlq_offset")),
                row.getString("origin_topic"),
                row.getObject("origin_partition", Integer.class),
                row.getObject("origin_offset", Long.class),
                instant(row, "origin_time"),
                buffer(row.getBytes("key")),
                buffer(row.getBytes("payload")),
                row.getString("content_type"),
                row.getString("traceparent"),
                row.getString("reason"),
                row.getString("detail"),
                failedAt == null ? Instant.EPOCH : failedAt,
                state,
                settlement);
    }

    private <T> T with(SqlFunction<Connection, T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new SqlFailure(e);
        }
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Place of a row in the list. */
    record Cursor(Instant failedAt, UUID id) {
        @Override
        public String toString() {
            return failedAt + "_" + id;
        }

        static Cursor parse(String text) {
            int split = text.indexOf('_');
            if (split < 0) {
                throw new IllegalArgumentException("not a cursor of this list");
            }
            try {
                return new Cursor(
                        OffsetDateTime.parse(text.substring(0, split)).toInstant(),
                        UUID.fromString(text.substring(split + 1)));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("not a cursor of this list", e);
            }
        }
    }
}
