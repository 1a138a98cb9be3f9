package io.trivium.core.deadletter;

import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Table {@code dead_letter}; every call needs the transaction of the tenant whose rows it is about. */
@ApplicationScoped
class DeadLetterRepository {
    @SuppressWarnings("ArrayRecordComponent") // read once
    private record Row(
            UUID id,
            TenantId tenant,
            StoredDeadLetter.Place dlq,
            String originTopic,
            @Nullable Integer originPartition,
            @Nullable Long originOffset,
            @Nullable Instant originTime,
            byte @Nullable [] key,
            byte @Nullable [] payload,
            String contentType,
            @Nullable String traceparent,
            String reason,
            String detail,
            Instant failedAt,
            DeadLetterState state,
            @Nullable Instant settledAt,
            @Nullable String settledBy,
            @Nullable String settledNote,
            boolean corrected) {

        StoredDeadLetter letter() {
            return new StoredDeadLetter(
                    id,
                    tenant,
                    dlq,
                    originTopic,
                    originPartition,
                    originOffset,
                    originTime,
                    buffer(key),
                    buffer(payload),
                    contentType,
                    traceparent,
                    reason,
                    detail,
                    failedAt,
                    state,
                    settledAt == null || settledBy == null
                            ? null
                            : new StoredDeadLetter.Settlement(settledAt, settledBy, settledNote, corrected));
        }
    }

    private static final String SELECT = """
        select id, tenant_id as tenant, dlq_topic as topic, dlq_partition as partition, dlq_offset as offset,
            origin_topic, origin_partition, origin_offset, origin_time, key, payload, content_type, traceparent, reason,
            detail, failed_at, state, settled_at, settled_by, settled_note, coalesce(corrected, false) as corrected
        from dead_letter where tenant_id = :tenant\s""";

    private static final SqlUpdate ADD = SqlUpdate.of("""
        insert into dead_letter (id, tenant_id, dlq_topic, dlq_partition, dlq_offset, origin_topic, origin_partition,
            origin_offset, origin_time, key, payload, content_type, traceparent, reason, detail, failed_at, stored_at)
        values (:id, :tenant, :topic, :partition, :offset, :originTopic, :originPartition, :originOffset, :originTime,
            :key, :payload, :contentType, :traceparent, :reason, :detail, :failedAt, :storedAt)
        on conflict do nothing
        """);

    private static final SqlQuery<Row> LIST = SqlQuery.of(Row.class, SELECT + """
        and (:state::text is null or state = :state) and (:originTopic::text is null or origin_topic = :originTopic)
            and (:failedAt::timestamptz is null or (failed_at, id) < (:failedAt, :id))
        order by failed_at desc, id desc limit :limit
        """);

    private static final SqlQuery<Row> FIND = SqlQuery.of(Row.class, SELECT + "and id = :id");

    private static final SqlQuery<Row> LOCK = SqlQuery.of(Row.class, SELECT + "and id = :id for update");

    private static final SqlUpdate SETTLE = SqlUpdate.of("""
        update dead_letter set state = :state, settled_at = :at, settled_by = :by, settled_note = :note,
            corrected = :corrected
        where tenant_id = :tenant and id = :id and state = 'open'
        """);

    /** A letter failed before it was settled: the index on failed_at finds them. */
    private static final SqlUpdate REMOVE_SETTLED = SqlUpdate.of("""
        delete from dead_letter where id in (
            select id from dead_letter where tenant_id = :tenant and failed_at < :before and settled_at < :before
            limit :limit for update skip locked)
        """);

    private final TenantTransactions transactions;

    DeadLetterRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** Stores a dead letter; false if the record of the dead-letter topic is stored already. */
    boolean add(StoredDeadLetter letter, Instant storedAt) {
        return transactions.withOpenConnection(connection -> ADD.on(connection)
                        .set("id", letter.id())
                        .set("tenant", letter.tenant())
                        .set("topic", letter.dlq().topic())
                        .set("partition", letter.dlq().partition())
                        .set("offset", letter.dlq().offset())
                        .set("originTopic", letter.originTopic())
                        .set("originPartition", letter.originPartition())
                        .set("originOffset", letter.originOffset())
                        .set("originTime", letter.originTime())
                        .set("key", StoredDeadLetter.bytes(letter.key()))
                        .set("payload", StoredDeadLetter.bytes(letter.payload()))
                        .set("contentType", letter.contentType())
                        .set("traceparent", letter.traceparent())
                        .set("reason", letter.reason())
                        .set("detail", letter.detail())
                        .set("failedAt", letter.failedAt())
                        .set("storedAt", storedAt)
                        .run()
                == 1);
    }

    /** Newest first, those after {@code cursor}. */
    List<StoredDeadLetter> list(
            TenantId tenant,
            @Nullable DeadLetterState state,
            @Nullable String originTopic,
            @Nullable Cursor cursor,
            int limit) {
        return transactions.withOpenConnection(connection -> LIST
                .on(connection)
                .set("tenant", tenant)
                .set("state", state)
                .set("originTopic", originTopic)
                .set("failedAt", cursor == null ? null : cursor.failedAt())
                .set("id", cursor == null ? null : cursor.id())
                .set("limit", limit)
                .list()
                .stream()
                .map(Row::letter)
                .toList());
    }

    Optional<StoredDeadLetter> find(TenantId tenant, UUID id) {
        return one(FIND, tenant, id);
    }

    /** As {@link #find}, and no other transaction can settle it before this one ends. */
    Optional<StoredDeadLetter> lock(TenantId tenant, UUID id) {
        return one(LOCK, tenant, id);
    }

    void settle(TenantId tenant, UUID id, DeadLetterState state, StoredDeadLetter.Settlement settlement) {
        int settled = transactions.withOpenConnection(connection -> SETTLE.on(connection)
                .set("state", state)
                .set("at", settlement.at())
                .set("by", settlement.by())
                .set("note", settlement.note())
                .set("corrected", settlement.corrected())
                .set("tenant", tenant)
                .set("id", id)
                .run());
        if (settled != 1) throw new IllegalStateException("dead letter " + id + " was not open although it is locked");
    }

    /** Removes so many dead letters at most that were settled before; returns how many. */
    int removeSettled(TenantId tenant, Instant before, int limit) {
        return transactions.withOpenConnection(connection -> REMOVE_SETTLED
                .on(connection)
                .set("tenant", tenant)
                .set("before", before)
                .set("limit", limit)
                .run());
    }

    private Optional<StoredDeadLetter> one(SqlQuery<Row> query, TenantId tenant, UUID id) {
        return transactions.withOpenConnection(connection ->
                query.on(connection).set("tenant", tenant).set("id", id).first().map(Row::letter));
    }

    private static @Nullable ByteBuffer buffer(byte @Nullable [] bytes) {
        return bytes == null ? null : ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Place of a row in the list. */
    record Cursor(Instant failedAt, UUID id) {
        @Override
        public String toString() {
            return failedAt + "_" + id;
        }

        static Cursor parse(String text) {
            int split = text.indexOf('_');
            if (split < 0) throw new IllegalArgumentException("not a cursor of this list");
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
