package io.trivium.runtime.learning.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
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

    private static final SqlQuery<Integer> ALIKE = SqlQuery.of(Integer.class, """
            select n.position from unnest(:tasks::text[], :examples::text[], :hashes::bytea[])
                with ordinality as n (task, example_id, content_hash, position)
                cross join lateral (select from learning_example e
                    where e.tenant_id = :tenant and e.task = n.task and e.content_hash = n.content_hash
                        and e.example_id <> n.example_id limit 1) other
            """);

    private static final SqlQuery<Key> ADD_EXAMPLES = SqlQuery.of(Key.class, """
            insert into learning_example (tenant_id, task, example_id, content_hash, subject, occurred_at, recorded_at,
                score, model_version, retention_class, inputs)
            select :tenant, task, example_id, content_hash, subject, occurred_at, :now, score, model_version,
                retention_class, inputs
            from unnest(:tasks::text[], :examples::text[], :hashes::bytea[], :subjects::bytea[],
                :occurredAt::timestamptz[], :scores::float8[], :modelVersions::text[], :retentionClasses::text[],
                :inputs::bytea[])
                as n (task, example_id, content_hash, subject, occurred_at, score, model_version, retention_class,
                inputs)
            on conflict do nothing returning task, example_id
            """);

    private static final SqlQuery<byte[]> HASH = SqlQuery.of(byte[].class, """
            select content_hash from learning_example
            where tenant_id = :tenant and task = :task and example_id = :example
            """);

    private static final SqlUpdate ADD_LABEL = SqlUpdate.of("""
            insert into learning_label (tenant_id, task, example_id, source, observed_at, label, withdrawn, recorded_at)
            values (:tenant, :task, :example, :source, :observedAt, :label, :withdrawn, :now) on conflict do nothing
            """);

    private static final SqlUpdate ADD_PREFERENCE = SqlUpdate.of("""
            insert into learning_preference (tenant_id, task, example_id, source, observed_at, content_hash, chosen,
                rejected, recorded_at)
            values (:tenant, :task, :example, :source, :observedAt, :hash, :chosen, :rejected, :now)
            on conflict do nothing
            """);

    private static final SqlUpdate ADD_REJECTIONS = SqlUpdate.of("""
            insert into learning_rejection (tenant_id, kind, task, example_id, reason, detail, rejected_at)
            select :tenant, kind, task, example_id, reason, detail, :now
            from unnest(:kinds::text[], :tasks::text[], :examples::text[], :reasons::text[], :details::text[])
                with ordinality as n (kind, task, example_id, reason, detail, position)
            order by position
            """);

    private static final SqlQuery<byte[]> ERASED_SUBJECTS = SqlQuery.of(
            byte[].class, "select subject from learning_erasure where tenant_id = :tenant and subject = any (:hashes)");

    private static final SqlQuery<byte[]> ERASED_EXAMPLES = SqlQuery.of(
            byte[].class,
            "select example from learning_erased_example where tenant_id = :tenant and example = any (:hashes)");

    private static final SqlUpdate MARK = SqlUpdate.of("""
            insert into learning_erased_example (tenant_id, example, erased_at) values (:tenant, :hash, :now)
            on conflict do nothing
            """);

    private static final SqlUpdate DELETE_LABELS = deleteFrom("learning_label");

    private static final SqlUpdate DELETE_PREFERENCES = deleteFrom("learning_preference");

    private static final SqlUpdate DELETE_REJECTIONS = deleteFrom("learning_rejection");

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

    private static SqlUpdate deleteFrom(String table) {
        return SqlUpdate.of(
                "delete from " + table + " where tenant_id = :tenant and task = :task and example_id = :example");
    }

    /** An example's task and id. */
    private record Key(TaskName task, String exampleId) {}

    /** An example and the pseudonym of its subject. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record NewExample(ExampleObserved data, byte @Nullable [] subject) {}

    /** Adds examples in one statement; the outcomes, in their order. */
    List<Outcome> addExamples(List<NewExample> examples) {
        if (examples.isEmpty()) return List.of();
        List<byte[]> inputs = new ArrayList<>();
        List<byte[]> hashes = new ArrayList<>();
        for (NewExample example : examples) {
            byte[] content = ExampleContent.encode(example.data().inputs());
            inputs.add(content);
            hashes.add(ExampleContent.hash(example.data().task(), content));
        }
        Set<Integer> alike = alike(examples, hashes);
        Set<Key> added = insert(examples, inputs, hashes);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            ExampleObserved example = examples.get(i).data();
            if (added.remove(new Key(example.task(), example.exampleId()))) {
                outcomes.add(alike.contains(i) ? Outcome.DUPLICATE : Outcome.STORED);
            } else {
                outcomes.add(isSame(example, hashes.get(i)) ? Outcome.REPEATED : Outcome.CONFLICT);
            }
        }
        return outcomes;
    }

    /** Positions of examples whose inputs are those of another one, stored or before them in the list. */
    private Set<Integer> alike(List<NewExample> examples, List<byte[]> hashes) {
        Set<Integer> alike = new HashSet<>();
        Map<ByteBuffer, String> earlier = new HashMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            String id = examples.get(i).data().exampleId();
            String first = earlier.putIfAbsent(ByteBuffer.wrap(hashes.get(i)), id);
            if (first != null && !first.equals(id)) alike.add(i);
        }
        ALIKE.on(connection)
                .set("tenant", tenant)
                .array(
                        "tasks",
                        "text",
                        texts(examples, example -> example.task().value()))
                .array("examples", "text", texts(examples, ExampleObserved::exampleId))
                .array("hashes", "bytea", bytes(hashes))
                .each(position -> alike.add(position - 1));
        return alike;
    }

    /** Task and id of the examples that were not here. */
    private Set<Key> insert(List<NewExample> examples, List<byte[]> inputs, List<byte[]> hashes) {
        return new HashSet<>(ADD_EXAMPLES
                .on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .array(
                        "tasks",
                        "text",
                        texts(examples, example -> example.task().value()))
                .array("examples", "text", texts(examples, ExampleObserved::exampleId))
                .array("hashes", "bytea", bytes(hashes))
                .array(
                        "subjects",
                        "bytea",
                        bytes(examples.stream().map(NewExample::subject).toList()))
                .array(
                        "occurredAt",
                        "text",
                        texts(examples, example -> example.occurredAt().toString()))
                .array(
                        "scores",
                        "float8",
                        examples.stream().map(each -> each.data().score()).toArray())
                .array("modelVersions", "text", texts(examples, ExampleObserved::modelVersion))
                .array("retentionClasses", "text", texts(examples, ExampleObserved::retentionClass))
                .array("inputs", "bytea", bytes(inputs))
                .list());
    }

    private static @Nullable Object[] texts(
            List<NewExample> examples, Function<ExampleObserved, @Nullable String> column) {
        return examples.stream().map(each -> column.apply(each.data())).toArray();
    }

    private static byte[] @Nullable [] bytes(Collection<? extends byte @Nullable []> values) {
        return values.toArray(byte[][]::new);
    }

    private boolean isSame(ExampleObserved example, byte[] hash) {
        return HASH.on(connection)
                .set("tenant", tenant)
                .set("task", example.task())
                .set("example", example.exampleId())
                .first()
                .filter(stored -> Arrays.equals(stored, hash))
                .isPresent();
    }

    /** False when the very same statement was here. */
    boolean addLabel(LabelObserved label) {
        return ADD_LABEL
                        .on(connection)
                        .set("tenant", tenant)
                        .set("task", label.task())
                        .set("example", label.exampleId())
                        .set("source", label.source())
                        .set("observedAt", label.observedAt())
                        .set("label", label.label())
                        .set("withdrawn", label.isWithdrawn())
                        .set("now", now)
                        .run()
                == 1;
    }

    /** False when the very same pair was here. */
    boolean addPreference(PreferenceObserved preference) {
        String chosen = text(new TreeMap<>(preference.chosen()));
        String rejected = text(new TreeMap<>(preference.rejected()));
        byte[] hash = Hashes.sha256().digest((chosen + "\n" + rejected).getBytes(StandardCharsets.UTF_8));
        return ADD_PREFERENCE
                        .on(connection)
                        .set("tenant", tenant)
                        .set("task", preference.task())
                        .set("example", preference.exampleId())
                        .set("source", preference.source())
                        .set("observedAt", preference.observedAt())
                        .set("hash", hash)
                        .set("chosen", chosen)
                        .set("rejected", rejected)
                        .set("now", now)
                        .run()
                == 1;
    }

    /** Why an arrival is not taken. */
    record Rejection(Arrival arrival, RejectionReason reason, String detail) {
        private @Nullable String exampleId() {
            boolean erased = reason == RejectionReason.SUBJECT_ERASED || reason == RejectionReason.EXAMPLE_ERASED;
            return erased ? null : arrival.exampleId();
        }
    }

    /** Adds rejections in one statement, in their order. */
    void addRejections(List<Rejection> rejections) {
        if (rejections.isEmpty()) return;
        ADD_REJECTIONS
                .on(connection)
                .set("tenant", tenant)
                .set("now", now)
                .array(
                        "kinds",
                        "text",
                        rejected(rejections, each -> each.arrival().kind().word()))
                .array(
                        "tasks",
                        "text",
                        rejected(rejections, each -> each.arrival().task().value()))
                .array("examples", "text", rejected(rejections, Rejection::exampleId))
                .array(
                        "reasons",
                        "text",
                        rejected(rejections, each -> each.reason().code()))
                .array("details", "text", rejected(rejections, Rejection::detail))
                .run();
    }

    private static @Nullable Object[] rejected(
            List<Rejection> rejections, Function<Rejection, @Nullable String> column) {
        return rejections.stream().map(column).toArray();
    }

    /** Those of these subjects that were erased. */
    Set<ByteBuffer> erasedSubjects(Collection<byte[]> subjects) {
        return found(ERASED_SUBJECTS, subjects);
    }

    /** Those of these examples that are about erased subjects. */
    Set<ByteBuffer> erasedExamples(Collection<byte[]> examples) {
        return found(ERASED_EXAMPLES, examples);
    }

    private Set<ByteBuffer> found(SqlQuery<byte[]> erased, Collection<byte[]> hashes) {
        Set<ByteBuffer> found = new HashSet<>();
        if (hashes.isEmpty()) return found;
        erased.on(connection)
                .set("tenant", tenant)
                .array("hashes", "bytea", bytes(hashes))
                .each(hash -> found.add(ByteBuffer.wrap(hash)));
        return found;
    }

    /** Marks an example of an erased subject, and removes earlier records about it. */
    void erase(TaskName task, String exampleId, byte[] example) {
        MARK.on(connection)
                .set("tenant", tenant)
                .set("hash", example)
                .set("now", now)
                .run();
        for (SqlUpdate delete : List.of(DELETE_LABELS, DELETE_PREFERENCES, DELETE_REJECTIONS)) {
            delete.on(connection)
                    .set("tenant", tenant)
                    .set("task", task)
                    .set("example", exampleId)
                    .run();
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
