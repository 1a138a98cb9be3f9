package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.tenancy.TenantId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what came into the tables, through one connection within the transaction of a tenant. */
final class ArrivalTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final TenantId tenant;
    private final Instant now;

    ArrivalTable(Connection connection, TenantId tenant, Instant now) {
        this.connection = connection;
        this.tenant = tenant;
        this.now = now;
    }

    /** What became of an example. */
    enum Outcome {
        STORED,
        /** Stored; another one has equal inputs. */
        DUPLICATE,
        /** It was here. */
        REPEATED,
        /** Another one of this id was here. */
        CONFLICT
    }

    Outcome addExample(ExampleObserved example, byte @Nullable [] subject) throws SQLException {
        byte[] inputs = ExampleContent.encode(example.inputs());
        byte[] hash = ExampleContent.hash(example.task(), inputs);
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_example (tenant_id, task, example_id, content_hash, subject, occurred_at, recorded_at,
                    score, model_version, retention_class, inputs)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
            int added = Sql.update(
                    insert,
                    tenant.value(),
                    example.task(),
                    example.exampleId(),
                    hash,
                    subject,
                    example.occurredAt(),
                    now,
                    example.score(),
                    example.modelVersion(),
                    example.retentionClass(),
                    inputs);
            if (added == 0) return isSame(example, hash) ? Outcome.REPEATED : Outcome.CONFLICT;
        }
        return exists(
                        "select from learning_example where tenant_id = ? and task = ? and content_hash = ?"
                                + " and example_id <> ?",
                        tenant.value(),
                        example.task(),
                        hash,
                        example.exampleId())
                ? Outcome.DUPLICATE
                : Outcome.STORED;
    }

    private boolean isSame(ExampleObserved example, byte[] hash) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select content_hash from learning_example" + " where tenant_id = ? and task = ? and example_id = ?")) {
            Sql.bind(select, tenant.value(), example.task(), example.exampleId());
            try (ResultSet row = select.executeQuery()) {
                return row.next() && Arrays.equals(row.getBytes(1), hash);
            }
        }
    }

    /** False when the very same statement was here. */
    boolean addLabel(LabelObserved label) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_label (tenant_id, task, example_id, source, observed_at, label, withdrawn, recorded_at)
                values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
            return Sql.update(
                            insert,
                            tenant.value(),
                            label.task(),
                            label.exampleId(),
                            label.source(),
                            label.observedAt(),
                            label.label(),
                            label.isWithdrawn(),
                            now)
                    == 1;
        }
    }

    /** False when the very same pair was here. */
    boolean addPreference(PreferenceObserved preference) throws SQLException {
        String chosen = text(new TreeMap<>(preference.chosen()));
        String rejected = text(new TreeMap<>(preference.rejected()));
        byte[] hash = Hashes.sha256().digest((chosen + "\n" + rejected).getBytes(StandardCharsets.UTF_8));
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_preference (tenant_id, task, example_id, source, observed_at, content_hash, chosen,
                    rejected, recorded_at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
            return Sql.update(
                            insert,
                            tenant.value(),
                            preference.task(),
                            preference.exampleId(),
                            preference.source(),
                            preference.observedAt(),
                            hash,
                            chosen,
                            rejected,
                            now)
                    == 1;
        }
    }

    void addRejection(Arrival arrival, RejectionReason reason, String detail) throws SQLException {
        boolean erased = reason == RejectionReason.SUBJECT_ERASED || reason == RejectionReason.EXAMPLE_ERASED;
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_rejection (tenant_id, kind, task, example_id, reason, detail, rejected_at)
                values (?, ?, ?, ?, ?, ?, ?)""")) {
            Sql.update(
                    insert,
                    tenant.value(),
                    arrival.kind().word(),
                    arrival.task(),
                    erased ? null : arrival.exampleId(),
                    reason.code(),
                    detail,
                    now);
        }
    }

    boolean isErasedSubject(byte[] subject) throws SQLException {
        return exists("select from learning_erasure where tenant_id = ? and subject = ?", tenant.value(), subject);
    }

    boolean isErasedExample(byte[] example) throws SQLException {
        return exists(
                "select from learning_erased_example where tenant_id = ? and example = ?", tenant.value(), example);
    }

    /** Marks an example of an erased subject, and removes what came about it before. */
    void erase(String task, String exampleId, byte[] example) throws SQLException {
        try (PreparedStatement mark = connection.prepareStatement("insert into learning_erased_example"
                        + " (tenant_id, example, erased_at) values (?, ?, ?) on conflict do nothing");
                PreparedStatement labels = connection.prepareStatement(
                        "delete from learning_label where tenant_id = ? and task = ? and example_id = ?");
                PreparedStatement preferences = connection.prepareStatement(
                        "delete from learning_preference where tenant_id = ? and task = ? and example_id = ?");
                PreparedStatement rejections = connection.prepareStatement(
                        "delete from learning_rejection where tenant_id = ? and task = ? and example_id = ?")) {
            Sql.update(mark, tenant.value(), example, now);
            Sql.update(labels, tenant.value(), task, exampleId);
            Sql.update(preferences, tenant.value(), task, exampleId);
            Sql.update(rejections, tenant.value(), task, exampleId);
        }
    }

    private boolean exists(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql + " limit 1")) {
            Sql.bind(select, values);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers by name are JSON", e);
        }
    }
}
