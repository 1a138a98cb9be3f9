package io.trivium.core.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventCodec;
import io.trivium.core.event.EventSchemas;
import io.trivium.core.event.InvalidEventException;
import io.trivium.core.observability.MetricNames;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.outbox.OutboxRecord;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantContext;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.core.web.StrictJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads and settles dead letters of the caller's tenant. Replay, audit entry and the record to send are one
 * transaction: a dead letter is replayed once or not at all.
 */
@ApplicationScoped
class DeadLetterService {
    private final DeadLetterRepository letters;
    private final TenantTransactions transactions;
    private final TenantContext tenants;
    private final KnownTenants known;
    private final Caller caller;
    private final Outbox outbox;
    private final AuditLog audit;
    private final InstantSource clock;
    private final MeterRegistry meters;
    private final EventSchemas schemas = new EventSchemas();
    private final ObjectMapper json = StrictJson.mapper();

    DeadLetterService(
            DeadLetterRepository letters,
            TenantTransactions transactions,
            TenantContext tenants,
            KnownTenants known,
            Caller caller,
            Outbox outbox,
            AuditLog audit,
            InstantSource clock,
            MeterRegistry meters) {
        this.letters = letters;
        this.transactions = transactions;
        this.tenants = tenants;
        this.known = known;
        this.caller = caller;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
        this.meters = meters;
    }

    List<StoredDeadLetter> list(
            @Nullable DeadLetterState state,
            @Nullable String originTopic,
            DeadLetterRepository.@Nullable Cursor cursor,
            int limit) {
        TenantId tenant = tenant();
        return transactions.call(tenant, () -> letters.list(tenant, state, originTopic, cursor, limit));
    }

    StoredDeadLetter require(UUID id) {
        TenantId tenant = tenant();
        return transactions.call(tenant, () -> found(letters.find(tenant, id), id));
    }

    /**
     * Sends the record to its topic of origin once more.
     *
     * @param corrected what to send instead of the payload that failed; null to send that
     */
    StoredDeadLetter replay(UUID id, @Nullable String corrected, @Nullable String note) {
        TenantId tenant = tenant();
        StoredDeadLetter replayed = transactions.call(tenant, () -> {
            StoredDeadLetter letter = open(tenant, id);
            outbox.add(corrected == null ? original(letter) : corrected(letter, corrected));
            return settle(letter, DeadLetterState.REPLAYED, note, corrected != null);
        });
        meters.counter(MetricNames.DEAD_LETTERS_SETTLED, "action", "replay").increment();
        return replayed;
    }

    StoredDeadLetter discard(UUID id, String reason) {
        TenantId tenant = tenant();
        StoredDeadLetter discarded =
                transactions.call(tenant, () -> settle(open(tenant, id), DeadLetterState.DISCARDED, reason, false));
        meters.counter(MetricNames.DEAD_LETTERS_SETTLED, "action", "discard").increment();
        return discarded;
    }

    /** Letters without a known tenant are the platform's: only its own services see them. */
    private TenantId tenant() {
        return tenants.current().orElse(TenantId.PLATFORM);
    }

    private StoredDeadLetter open(TenantId tenant, UUID id) {
        StoredDeadLetter letter = found(letters.lock(tenant, id), id);
        if (letter.state() != DeadLetterState.OPEN) {
            throw new PlatformException(
                    DeadLetterError.SETTLED,
                    "Dead letter " + id + " is " + letter.state().word() + " already.",
                    Map.of("state", letter.state().word()));
        }
        return letter;
    }

    private static StoredDeadLetter found(Optional<StoredDeadLetter> letter, UUID id) {
        return letter.orElseThrow(
                () -> new PlatformException(DeadLetterError.NOT_FOUND, "No dead letter has the id " + id + "."));
    }

    private StoredDeadLetter settle(
            StoredDeadLetter letter, DeadLetterState state, @Nullable String note, boolean corrected) {
        letters.settle(
                letter.tenant(),
                letter.id(),
                state,
                new StoredDeadLetter.Settlement(clock.instant(), caller.name(), note, corrected));
        audit.append(
                state == DeadLetterState.REPLAYED ? "dead-letter.replay" : "dead-letter.discard",
                "dead-letter/" + letter.id(),
                AuditOutcome.SUCCESS,
                Map.of(
                        "topic",
                        letter.originTopic(),
                        "reason",
                        letter.reason(),
                        "corrected",
                        corrected,
                        "note",
                        note == null ? "" : note));
        return found(letters.find(letter.tenant(), letter.id()), letter.id());
    }

    private static OutboxRecord original(StoredDeadLetter letter) {
        byte[] payload = StoredDeadLetter.bytes(letter.payload());
        byte[] key = StoredDeadLetter.bytes(letter.key());
        if (payload == null || key == null) {
            throw new PlatformException(
                    DeadLetterError.PAYLOAD_INVALID, "The record had no key or no value; send a corrected payload.");
        }
        return new OutboxRecord(
                letter.tenant(), letter.originTopic(), key, payload, letter.contentType(), letter.traceparent());
    }

    private OutboxRecord corrected(StoredDeadLetter letter, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > EventCodec.DEFAULT_MAX_BYTES) {
            throw new PlatformException(
                    DeadLetterError.PAYLOAD_INVALID,
                    "The corrected payload takes " + bytes.length + " bytes, the limit is "
                            + EventCodec.DEFAULT_MAX_BYTES + ".");
        }
        JsonNode event = parse(payload);
        String subject = event.path("subject").asText("");
        if (subject.isEmpty()) {
            throw new PlatformException(DeadLetterError.PAYLOAD_INVALID, "The corrected payload has no subject.");
        }
        requireSameTenant(letter, event.path("tenantid").asText(""));
        if (schemas.isKnown(letter.originTopic())) {
            try {
                schemas.validate(letter.originTopic(), bytes);
            } catch (InvalidEventException e) {
                throw new PlatformException(
                        DeadLetterError.PAYLOAD_INVALID,
                        "The corrected payload does not follow the topic's schema: " + e.detail(),
                        Map.of("reason", e.reason().code()),
                        e);
            }
        }
        return new OutboxRecord(
                letter.tenant(),
                letter.originTopic(),
                subject.getBytes(StandardCharsets.UTF_8),
                bytes,
                EventCodec.CONTENT_TYPE,
                letter.traceparent());
    }

    private JsonNode parse(String payload) {
        try {
            JsonNode event = json.readTree(payload);
            if (event.isObject()) return event;
        } catch (JsonProcessingException e) {
            // Its message would quote the payload; the problem says all that the caller needs.
        }
        throw new PlatformException(
                DeadLetterError.PAYLOAD_INVALID, "The corrected payload must be one well-formed JSON object.");
    }

    private void requireSameTenant(StoredDeadLetter letter, String named) {
        boolean allowed = letter.tenant().equals(TenantId.PLATFORM)
                ? TenantId.parse(named).filter(known::contains).isPresent()
                : named.equals(letter.tenant().value());
        if (!allowed) {
            throw new PlatformException(
                    DeadLetterError.TENANT_CHANGED,
                    "The corrected payload must name the tenant that the dead letter belongs to.");
        }
    }
}
