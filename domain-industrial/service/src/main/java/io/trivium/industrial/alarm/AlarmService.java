package io.trivium.industrial.alarm;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.state.AlarmEvent;
import io.trivium.industrial.alarm.state.AlarmJudged;
import io.trivium.industrial.alarm.state.AlarmState;
import io.trivium.industrial.alarm.state.AlarmVerdict;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Performs the acts of users on alarms. Every act names the version on which it is based, is audited, and is recorded
 * in the alarm's history.
 */
@ApplicationScoped
class AlarmService {
    private final AlarmStore store;
    private final AlarmRegister register;
    private final AlarmReader reader;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final Event<AlarmJudged> judgements;

    AlarmService(
            AlarmStore store,
            AlarmRegister register,
            AlarmReader reader,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            Event<AlarmJudged> judgements) {
        this.store = store;
        this.register = register;
        this.reader = reader;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.judgements = judgements;
    }

    AlarmView acknowledge(TenantId tenant, UUID alarmId, int version, @Nullable String note) {
        return act(tenant, alarmId, version, new AlarmEvent.Acknowledged(), note);
    }

    AlarmView shelve(TenantId tenant, UUID alarmId, int version, int minutes, String reason) {
        Duration longest = register.policy().longestShelving();
        if (Duration.ofMinutes(minutes).compareTo(longest) > 0) {
            throw new PlatformException(
                    IndustrialErrorCode.ALARM_ACT_INVALID,
                    "An alarm is shelved for at most " + longest.toMinutes() + " minutes, not " + minutes + ".",
                    Map.of("field", "minutes", "most", longest.toMinutes()));
        }
        return act(tenant, alarmId, version, new AlarmEvent.Shelved(Duration.ofMinutes(minutes)), reason);
    }

    AlarmView unshelve(TenantId tenant, UUID alarmId, int version) {
        return act(tenant, alarmId, version, new AlarmEvent.Unshelved(), null);
    }

    AlarmView takeOutOfService(TenantId tenant, UUID alarmId, int version, String reason) {
        return act(tenant, alarmId, version, new AlarmEvent.RemovedFromService(), reason);
    }

    AlarmView returnToService(TenantId tenant, UUID alarmId, int version) {
        return act(tenant, alarmId, version, new AlarmEvent.ReturnedToService(), null);
    }

    /** Records what an alarm was, which acknowledges it. The monitor of its asset learns from it. */
    AlarmView judge(TenantId tenant, UUID alarmId, int version, AlarmVerdict verdict, @Nullable String note) {
        Alarm after = transactions.withConnection(tenant, connection -> {
            Alarm before = require(connection, tenant, alarmId, version);
            if (verdict == before.handling().verdict()) return before;
            if (!before.state().acknowledged()) {
                before = act(connection, tenant, before, new AlarmEvent.Acknowledged(), null);
            }
            Instant now = register.now();
            Alarm judged = before.changed(
                    before.state(), before.occurrence(), before.handling().judged(verdict), now);
            store.update(connection, tenant, judged);
            record(connection, tenant, judged, "verdict-" + verdict.wireName(), note);
            Evidence evidence = judged.occurrence().evidence();
            if (judged.condition().kind() == AlarmKind.ANOMALY
                    && evidence != null
                    && !evidence.shares().isEmpty()) {
                Instant since = judged.activeSince();
                Instant cleared = judged.occurrence().clearedAt();
                Instant until = cleared == null || judged.state().active() ? now : cleared;
                judgements.fire(new AlarmJudged(
                        tenant,
                        alarmId,
                        judged.occurrence().number(),
                        judged.assetId(),
                        since,
                        // A sensor's clock may be ahead of this machine's.
                        until.isBefore(since) ? since : until,
                        evidence.shares().getFirst().tag(),
                        verdict));
            }
            return judged;
        });
        return reader.view(tenant, after);
    }

    private AlarmView act(TenantId tenant, UUID alarmId, int version, AlarmEvent event, @Nullable String note) {
        Alarm after = transactions.withConnection(
                tenant,
                connection -> act(connection, tenant, require(connection, tenant, alarmId, version), event, note));
        return reader.view(tenant, after);
    }

    private Alarm require(Connection connection, TenantId tenant, UUID alarmId, int version) {
        Alarm before = store.lock(connection, tenant, alarmId).orElseThrow(AlarmReader::notFound);
        if (before.version() == version) return before;
        throw new PlatformException(
                IndustrialErrorCode.ALARM_CHANGED_MEANWHILE,
                "The alarm has version " + before.version() + " by now.",
                Map.of("version", before.version()));
    }

    /** Acknowledges what is not acknowledged yet, in one go; alarms that are gone are left out. Returns how many. */
    int acknowledge(TenantId tenant, List<UUID> alarmIds) {
        return transactions.withConnection(tenant, connection -> {
            int acknowledged = 0;
            // In the order of ids, so that two never wait for each other in a circle.
            for (UUID alarmId : new TreeSet<>(alarmIds)) {
                Alarm before = store.lock(connection, tenant, alarmId).orElse(null);
                if (before != null && !before.state().acknowledged()) {
                    act(connection, tenant, before, new AlarmEvent.Acknowledged(), null);
                    acknowledged++;
                }
            }
            return acknowledged;
        });
    }

    private Alarm act(Connection connection, TenantId tenant, Alarm before, AlarmEvent event, @Nullable String note) {
        Instant now = register.now();
        AlarmState state = register.policy().after(before.state(), event, now);
        if (state.equals(before.state())) return before;
        String actor = caller.name();
        Alarm.Handling handling = before.handling();
        Alarm.Handling handled = switch (event) {
            case AlarmEvent.Acknowledged() -> handling.acknowledged(now, actor);
            case AlarmEvent.Shelved(Duration duration) -> handling.putAside(actor, note);
            case AlarmEvent.RemovedFromService() -> handling.putAside(handling.shelvedBy(), note);
            case AlarmEvent.Unshelved(), AlarmEvent.ReturnedToService() -> handling.putAside(null, null);
            case AlarmEvent.Raised(), AlarmEvent.Cleared(), AlarmEvent.Suppressed(), AlarmEvent.Unsuppressed() ->
                handling;
        };
        Alarm after = before.changed(state, before.occurrence(), handled, now);
        store.update(connection, tenant, after);
        record(connection, tenant, after, name(event), note);
        return after;
    }

    private void record(Connection connection, TenantId tenant, Alarm after, String name, @Nullable String note) {
        register.publish(connection, tenant, after, caller.name(), name, note);
        audit.append(
                "alarm." + name,
                "alarm/" + after.alarmId(),
                AuditOutcome.SUCCESS,
                Map.of(
                        "condition",
                        after.condition().name(),
                        "assetId",
                        after.assetId().toString(),
                        "version",
                        after.version(),
                        "note",
                        note == null ? "" : note));
    }

    private static String name(AlarmEvent event) {
        return switch (event) {
            case AlarmEvent.Raised() -> "raised";
            case AlarmEvent.Cleared() -> "cleared";
            case AlarmEvent.Acknowledged() -> "acknowledged";
            case AlarmEvent.Shelved(Duration duration) -> "shelved";
            case AlarmEvent.Unshelved() -> "unshelved";
            case AlarmEvent.Suppressed() -> "suppressed";
            case AlarmEvent.Unsuppressed() -> "unsuppressed";
            case AlarmEvent.RemovedFromService() -> "out-of-service";
            case AlarmEvent.ReturnedToService() -> "returned-to-service";
        };
    }
}
