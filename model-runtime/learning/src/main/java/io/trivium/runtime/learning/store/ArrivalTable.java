package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes arrivals to the tables, through one connection within the transaction of a tenant. */
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

    /** The outcome for an example. */
    enum Outcome {
        STORED,
        /** Stored; another one has equal inputs. */
        DUPLICATE,
        /** It was here. */
        REPEATED,
        /** Another one of this id was here. */
        CONFLICT
    }

    /** An example and the pseudonym of its subject. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record NewExample(ExampleObserved data, byte @Nullable [] subject) {}

    /** Adds examples in one statement; the outcomes, in their order. */
    List<Outcome> addExamples(List<NewExample> examples) throws SQLException {
        if (examples.isEmpty()) return List.of();
        List<byte[]> inputs = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        for (NewExample example : examples) {
            byte[] content = ExampleContent.encode(example.data().inputs());
            inputs.add(content);
            hashes.add(ExampleContent.hash(example.data().task(), content));
        }
        Set<Integer> alike = alike(examples, hashes);
        Set<List<String>> added = insert(examples, inputs, hashes);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            ExampleObserved example = examples.get(i).data();
            if (added.remove(List.of(example.task(), example.exampleId()))) {
                outcomes.add(alike.contains(i) ? Outcome.DUPLICATE : Outcome.STORED);
            } else {
                outcomes.add(isSame(example, hashes.get(i)) ? Outcome.REPEATED : Outcome.CONFLICT);
            }
        }
        return outcomes;
    }

    /** Positions of examples whose inputs are those of another one, stored or before them in the list. */
    private Set<Integer> alike(List<NewExample> examples, List<byte[]> hashes) throws SQLException {
        Set<Integer> alike = new HashSet<>();
        Map<ByteBuffer, String> earlier = new HashMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            String id = examples.get(i).data().exampleId();
            String first = earlier.putIfAbsent(ByteBuffer.wrap(hashes.get(i)), id);
            if (first != null && !first.equals(id)) alike.add(i);
        }
        try (PreparedStatement select = connection.prepareStatement("""
                select n.position from unnest(?::text[], ?::text[], ?::bytea[])
                    with ordinality as n (task, example_id, content_hash, position)
                    cross join lateral (select from learning_example e
                        where e.tenant_id = ? and e.task = n.task and e.content_hash = n.content_hash
                            and e.example_id <> n.example_id limit 1) other""")) {
            Sql.bind(
                    select,
                    texts(examples, ExampleObserved::task),
                    texts(examples, ExampleObserved::exampleId),
                    bytes(hashes),
                    tenant.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) alike.add(rows.getInt(1) - 1);
            }
        }
        return alike;
    }

    /** Task and id of the examples that were not here. */
    private Set<List<String>> insert(List<NewExample> examples, List<byte[]> inputs, List<byte[]> hashes)
            throws SQLException {
        Set<List<String>> added = new HashSet<>();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_example (tenant_id, task, example_id, content_hash, subject, occurred_at, recorded_at,
                    score, model_version, retention_class, inputs)
                select ?, task, example_id, content_hash, subject, occurred_at, ?, score, model_version, retention_class,
                    inputs
                from unnest(?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::timestamptz[], ?::float8[], ?::text[],
                    ?::text[], ?::bytea[])
                    as n (task, example_id, content_hash, subject, occurred_at, score, model_version, retention_class,
                    inputs)
                on conflict do nothing returning task, example_id""")) {
            Sql.bind(
                    insert,
                    tenant.value(),
                    now,
                    texts(examples, ExampleObserved::task),
                    texts(examples, ExampleObserved::exampleId),
                    bytes(hashes),
                    bytes(examples.stream().map(NewExample::subject).toList()),
                    texts(examples, example -> example.occurredAt().toString()),
                    connection.createArrayOf(
                            "float8",
                            examples.stream().map(each -> each.data().score()).toArray()),
                    texts(examples, ExampleObserved::modelVersion),
                    texts(examples, ExampleObserved::retentionClass),
                    bytes(inputs));
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) added.add(List.of(rows.getString(1), rows.getString(2)));
            }
        }
        return added;
    }

    private Array texts(List<NewExample> examples, Function<ExampleObserved, @Nullable String> column)
            throws SQLException {
        return connection.createArrayOf(
                "text", examples.stream().map(each -> column.apply(each.data())).toArray());
    }

    private Array bytes(Collection<? extends byte @Nullable []> values) throws SQLException {
        return connection.createArrayOf("bytea", values.toArray(byte[][]::new));
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

    /** Why an arrival is not taken. */
    record Rejection(Arrival arrival, RejectionReason reason, String detail) {
        private @Nullable String exampleId() {
            boolean erased = reason == RejectionReason.SUBJECT_ERASED || reason == RejectionReason.EXAMPLE_ERASED;
            return erased ? null : arrival.exampleId();
        }
    }

    /** Adds rejections in one statement, in their order. */
    void addRejections(List<Rejection> rejections) throws SQLException {
        if (rejections.isEmpty()) return;
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into learning_rejection (tenant_id, kind, task, example_id, reason, detail, rejected_at)
                select ?, kind, task, example_id, reason, detail, ?
                from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) with ordinality
                    as n (kind, task, example_id, reason, detail, position)
                order by position""")) {
            Sql.update(
                    insert,
                    tenant.value(),
                    now,
                    rejected(rejections, each -> each.arrival().kind().word()),
                    rejected(rejections, each -> each.arrival().task()),
                    rejected(rejections, Rejection::exampleId),
                    rejected(rejections, each -> each.reason().code()),
                    rejected(rejections, Rejection::detail));
        }
    }

    private Array rejected(List<Rejection> rejections, Function<Rejection, @Nullable String> column)
            throws SQLException {
        return connection.createArrayOf("text", rejections.stream().map(column).toArray());
    }

    /** Those of these subjects that were erased. */
    Set<ByteBuffer> erasedSubjects(Collection<byte[]> subjects) throws SQLException {
        return found("select subject from learning_erasure where tenant_id = ? and subject = any (?)", subjects);
    }

    /** Those of these examples that are about erased subjects. */
    Set<ByteBuffer> erasedExamples(Collection<byte[]> examples) throws SQLException {
        return found("select example from learning_erased_example where tenant_id = ? and example = any (?)", examples);
    }

    private Set<ByteBuffer> found(String sql, Collection<byte[]> hashes) throws SQLException {
        Set<ByteBuffer> found = new HashSet<>();
        if (hashes.isEmpty()) return found;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Sql.bind(select, tenant.value(), bytes(new ArrayList<>(hashes)));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) found.add(ByteBuffer.wrap(rows.getBytes(1)));
            }
        }
        return found;
    }

    /** Marks an example of an erased subject, and removes earlier records about it. */
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

    private static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers by name are JSON", e);
        }
    }
}
