package io.trivium.fin.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.ErrorCode;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventError;
import io.trivium.core.event.EventRecords;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.FinErrorCode;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.authorization.CardMask;
import io.trivium.fin.authorization.CardNumbers;
import io.trivium.fin.authorization.TimePolicy;
import io.trivium.fin.feature.DayStore;
import io.trivium.fin.feature.EntityEvent;
import io.trivium.fin.feature.EventSequence;
import io.trivium.fin.feature.FeatureSet;
import io.trivium.fin.stream.store.KeyValueDayStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The first stage, partitioned by authorization id: refuses what is not acceptable, drops duplicates, and joins labels
 * to the authorizations they speak of, whichever of the two comes first.
 *
 * <p>A record read again after a crash (same partition and offset) is passed on again, since what followed from it may
 * not have been written; a second record with the same content is dropped; one with other content is refused.
 */
final class IntakeProcessor implements Processor<byte[], byte[], String, StageMessage> {

    static final String STORE = "authorization-ids";
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(2);

    /**
     * The input of intake in addition to its store.
     *
     * @param partitions of the authorization topic, their actual number
     * @param history whether records are judged as of their arrival instead of the current time
     */
    record Rules(
            StreamConfig config,
            EventCodec codec,
            WrittenEvents written,
            TimePolicy times,
            Predicate<TenantId> knownTenants,
            TaskName labelTask,
            int partitions,
            boolean history,
            LabelClock labelClock,
            MeterRegistry meters) {}

    private final Rules rules;
    private final Counter accepted;
    private final Counter duplicate;
    private final Counter repeated;
    private final Counter refused;
    private final Counter labelApplied;
    private final Counter labelWaiting;
    private final Counter labelOutdated;
    private final Counter labelForeign;
    private final Counter labelRefused;
    private @Nullable Bytes sweepFrom;
    private long nowMs;

    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<String, StageMessage> context;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<Bytes, byte[]> ids;

    IntakeProcessor(Rules rules) {
        this.rules = rules;
        MeterRegistry meters = rules.meters();
        this.accepted = meters.counter(FinMetrics.INTAKE, "result", "accepted");
        this.duplicate = meters.counter(FinMetrics.INTAKE, "result", "duplicate");
        this.repeated = meters.counter(FinMetrics.INTAKE, "result", "repeated");
        this.refused = meters.counter(FinMetrics.INTAKE, "result", "refused");
        this.labelApplied = meters.counter(FinMetrics.LABELS, "result", "applied");
        this.labelWaiting = meters.counter(FinMetrics.LABELS, "result", "waiting");
        this.labelOutdated = meters.counter(FinMetrics.LABELS, "result", "outdated");
        this.labelForeign = meters.counter(FinMetrics.LABELS, "result", "foreign");
        this.labelRefused = meters.counter(FinMetrics.LABELS, "result", "refused");
    }

    @Override
    public void init(ProcessorContext<String, StageMessage> newContext) {
        this.context = newContext;
        this.ids = newContext.getStateStore(STORE);
        newContext.schedule(SWEEP_EVERY, PunctuationType.WALL_CLOCK_TIME, this::sweep);
    }

    @Override
    public void process(Record<byte[], byte[]> input) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        nowMs = rules.history() ? input.timestamp() : context.currentSystemTimeMs();
        boolean label = metadata.topic().equals(rules.config().topics().label());
        byte[] value = input.value() == null ? new byte[0] : input.value();
        try {
            if (label) acceptLabel(input, value);
            else acceptAuthorization(input, value, metadata);
        } catch (InvalidEventException e) {
            TenantId tenant = e.tenantId().filter(rules.knownTenants()).orElse(null);
            refuse(input, value, metadata, e.reason(), e.detail(), tenant);
            (label ? labelRefused : refused).increment();
        } catch (RefusedException e) {
            refuse(input, value, metadata, e.code, e.detail, e.tenant);
            (label ? labelRefused : refused).increment();
        }
    }

    private void acceptAuthorization(Record<byte[], byte[]> input, byte[] value, RecordMetadata metadata)
            throws RefusedException {
        EventEnvelope<Authorization> event =
                EventRecords.decode(input.headers(), value, Authorization.class, rules.codec());
        requireNoCard(event);
        Authorization authorization = event.data();
        TenantId tenant = event.tenantId();
        requireKey(input.key(), event.subject(), authorization.authorizationId(), tenant);
        requireKnown(tenant);
        requirePartition(input.key(), metadata.partition(), tenant);

        Bytes id = id(tenant, authorization.authorizationId());
        String hash = authorization.contentHash();
        byte[] bytes = ids.get(id);
        KeptAuthorization kept = bytes == null ? null : KeptAuthorization.fromBytes(bytes);
        KeptAuthorization.First first = kept == null ? null : kept.first();
        if (kept == null || first == null) {
            // Only a new one is measured against the clock: one accepted in time stays accepted when read again.
            FinErrorCode refusal = rules.times().refusal(tenant, authorization.occurredAt(), now());
            if (refusal != null) throw new RefusedException(refusal, tenant);
            first = KeptAuthorization.First.of(authorization, hash, metadata.partition(), metadata.offset());
            kept = new KeptAuthorization(
                    first,
                    kept != null && kept.fraud(),
                    kept == null ? EntityEvent.UNLABELLED : kept.labelledAtMs(),
                    nowMs);
            accepted.increment();
        } else if (!first.contentHash().equals(hash)) {
            throw new RefusedException(FinErrorCode.AUTHORIZATION_ID_CONFLICT, tenant);
        } else if (first.isAt(metadata.partition(), metadata.offset())) {
            repeated.increment();
        } else {
            duplicate.increment();
            return;
        }
        ids.put(id, kept.toBytes());
        StageMessage staged =
                new StageMessage.Staged(tenant, authorization, hash, FeatureSet.unknown(), EventSequence.NONE);
        context.forward(new Record<>(authorization.authorizationId(), staged, input.timestamp(), traceOf(event)));
        forwardLabel(kept.update(tenant, authorization.authorizationId()), input.timestamp());
    }

    private void acceptLabel(Record<byte[], byte[]> input, byte[] value) throws RefusedException {
        EventEnvelope<LabelObserved> event =
                EventRecords.decode(input.headers(), value, LabelObserved.class, rules.codec());
        LabelObserved label = event.data();
        if (!label.task().equals(rules.labelTask())) {
            labelForeign.increment();
            return;
        }
        TenantId tenant = event.tenantId();
        requireNoCard(event);
        requireNoCard("exampleId", label.exampleId(), tenant);
        requireNoCard("source", label.source(), tenant);
        requireKey(input.key(), event.subject(), label.exampleId(), tenant);
        requireKnown(tenant);
        FinErrorCode refusal = LabelPolicy.refusal(label, now(), rules.times().maxAhead());
        if (refusal != null) throw new RefusedException(refusal, tenant);
        boolean fraud = label.label().equals("fraud");
        rules.labelClock().received(tenant, now());

        Bytes id = id(tenant, label.exampleId());
        long labelledAtMs = label.observedAt().toEpochMilli();
        byte[] bytes = ids.get(id);
        KeptAuthorization kept = bytes == null ? null : KeptAuthorization.fromBytes(bytes);
        if (kept != null && !kept.accepts(fraud, labelledAtMs)) {
            labelOutdated.increment();
            return;
        }
        kept = new KeptAuthorization(kept == null ? null : kept.first(), fraud, labelledAtMs, nowMs);
        ids.put(id, kept.toBytes());
        StageMessage.LabelUpdate update = kept.update(tenant, label.exampleId());
        if (update == null) {
            labelWaiting.increment();
        } else {
            labelApplied.increment();
            forwardLabel(update, input.timestamp());
        }
    }

    private void forwardLabel(StageMessage.@Nullable LabelUpdate update, long timestamp) {
        if (update != null) context.forward(new Record<>(update.terminalId(), update, timestamp, new RecordHeaders()));
    }

    private static void requireKey(byte @Nullable [] key, String subject, String id, TenantId tenant)
            throws RefusedException {
        if (key == null || !subject.equals(id) || !new String(key, StandardCharsets.UTF_8).equals(id)) {
            String detail = key == null
                    ? "the record has no key; its key must be the event's subject"
                    : subject.equals(id)
                            ? "the record's key is not the event's subject"
                            : "the event's subject is not the id in its data";
            throw new RefusedException(EventError.KEY_MISMATCH, detail, tenant);
        }
    }

    /** What the event carries in addition to its data is stored with what follows from it, so it is checked as well. */
    private static void requireNoCard(EventEnvelope<?> event) throws RefusedException {
        requireNoCard("id", event.id(), event.tenantId());
        requireNoCard("source", event.source(), event.tenantId());
        for (Map.Entry<String, Object> extension : event.extensions().entrySet()) {
            requireNoCard("the name of an extension attribute", extension.getKey(), event.tenantId());
            requireNoCard(extension.getKey(), extension.getValue().toString(), event.tenantId());
        }
    }

    private static void requireNoCard(String field, String text, TenantId tenant) throws RefusedException {
        if (CardNumbers.isIn(text)) {
            throw new RefusedException(EventError.SCHEMA, field + " must not be or contain a card number", tenant);
        }
    }

    private void requireKnown(TenantId tenant) throws RefusedException {
        if (!rules.knownTenants().test(tenant)) throw new RefusedException(FinErrorCode.TENANT_UNKNOWN, null);
    }

    private void requirePartition(byte[] key, int partition, TenantId tenant) throws RefusedException {
        if (Utils.toPositive(Utils.murmur2(key)) % rules.partitions() != partition) {
            throw new RefusedException(FinErrorCode.WRONG_PARTITION, tenant);
        }
    }

    private void refuse(
            Record<byte[], byte[]> input,
            byte[] value,
            RecordMetadata metadata,
            ErrorCode reason,
            String detail,
            @Nullable TenantId tenant) {
        Headers headers = DeadLetterRecords.headers(
                input.headers(),
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                input.timestamp(),
                reason.code(),
                detail,
                tenant,
                now());
        String key = input.key() == null ? "" : CardMask.masked(new String(input.key(), StandardCharsets.UTF_8));
        byte[] original = EventRecords.structured(input.headers(), value);
        StageMessage message =
                new StageMessage.Refused(metadata.topic(), CardMask.of(original == null ? value : original));
        context.forward(new Record<>(key, message, input.timestamp(), headers));
    }

    /** Removes expired ids, a bounded number of checks at a time, in a cycle through the store. */
    private void sweep(long wallClockMs) {
        long present = rules.history() ? context.currentStreamTimeMs() : wallClockMs;
        long expiredBefore = present - rules.config().idRetention().toMillis();
        List<Bytes> expired = new ArrayList<>();
        int looks = 0;
        Bytes next = null;
        try (KeyValueIterator<Bytes, byte[]> all = sweepFrom == null ? ids.all() : ids.range(sweepFrom, null)) {
            while (all.hasNext()) {
                KeyValue<Bytes, byte[]> entry = all.next();
                if (looks++ >= rules.config().idSweep()) {
                    next = entry.key;
                    break;
                }
                if (KeptAuthorization.touchedAtMs(entry.value) < expiredBefore) expired.add(entry.key);
            }
        }
        sweepFrom = next;
        expired.forEach(ids::delete);
    }

    private Instant now() {
        return Instant.ofEpochMilli(nowMs);
    }

    /** The key of an authorization in {@link #STORE}. */
    static Bytes id(TenantId tenant, String authorizationId) {
        return KeyValueDayStore.key(DayStore.entity(tenant.value(), authorizationId));
    }

    private static Headers traceOf(EventEnvelope<?> event) {
        RecordHeaders trace = new RecordHeaders();
        String traceparent = event.traceparent();
        if (traceparent != null) {
            trace.add(EventRecords.TRACEPARENT_HEADER, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
        return trace;
    }

    /** A record that is well-formed but not acceptable. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;
        private final transient ErrorCode code;
        private final String detail;
        private final transient @Nullable TenantId tenant;

        RefusedException(ErrorCode code, @Nullable TenantId tenant) {
            this(code, code.meaning(), tenant);
        }

        RefusedException(ErrorCode code, String detail, @Nullable TenantId tenant) {
            super(code.code(), null, false, false);
            this.code = code;
            this.detail = detail;
            this.tenant = tenant;
        }
    }
}
