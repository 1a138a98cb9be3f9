package io.trivium.industrial.alarm;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.alarm.rule.AlarmRuleCheck;
import io.trivium.industrial.alarm.rule.AlarmRuleDraft;
import io.trivium.industrial.alarm.rule.AlarmRuleRepository;
import io.trivium.industrial.alarm.rule.AlarmRulesChanged;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules that alarms are raised by. Every change names the version that it saw, and is audited. */
@ApplicationScoped
class AlarmRuleService {
    private final AlarmRuleRepository rules;
    private final WatchStore watches;
    private final AlarmRegister register;
    private final PlantPlaces places;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final Caller caller;
    private final Event<AlarmRulesChanged> changed;

    AlarmRuleService(
            AlarmRuleRepository rules,
            WatchStore watches,
            AlarmRegister register,
            PlantPlaces places,
            TenantTransactions transactions,
            AuditLog audit,
            Caller caller,
            Event<AlarmRulesChanged> changed) {
        this.rules = rules;
        this.watches = watches;
        this.register = register;
        this.places = places;
        this.transactions = transactions;
        this.audit = audit;
        this.caller = caller;
        this.changed = changed;
    }

    List<AlarmRule> all(TenantId tenant, @Nullable String assetType, @Nullable UUID assetId) {
        return transactions.withConnection(tenant, connection -> rules.all(connection, tenant, assetType, assetId));
    }

    /** Writes a rule whose version says what the caller saw: 0 for one that is not there yet. */
    AlarmRule put(TenantId tenant, UUID ruleId, AlarmRuleDraft draft) {
        AlarmRuleCheck.check(draft);
        if (draft.assetId() != null) places.require(tenant, draft.assetId());
        else places.requireType(tenant, Objects.requireNonNull(draft.assetType()));
        AlarmRule after = transactions.withConnection(tenant, connection -> {
            Optional<AlarmRule> known = rules.lock(connection, tenant, ruleId);
            AlarmRule rule = draft.as(ruleId, draft.version() + 1, register.now(), caller.name());
            if (draft.version() == 0) {
                if (known.isPresent()) throw changedMeanwhile(known.orElseThrow());
                requireFreeName(rules.insert(connection, tenant, rule), rule);
            } else {
                AlarmRule before = require(known, draft.version());
                requireFreeName(rules.update(connection, tenant, rule), rule);
                if (!sameWatch(before, rule)) end(connection, tenant, before, "The rule was changed.");
            }
            record("alarm-rule.put", rule);
            return rule;
        });
        changed.fire(new AlarmRulesChanged(tenant));
        return after;
    }

    /** Removes a rule that was seen in this version; its alarms are over, and stay in the history. */
    void remove(TenantId tenant, UUID ruleId, int version) {
        transactions.withConnection(tenant, connection -> {
            AlarmRule rule = require(rules.lock(connection, tenant, ruleId), version);
            end(connection, tenant, rule, "The rule was removed.");
            rules.delete(connection, tenant, ruleId);
            record("alarm-rule.remove", rule);
            return rule;
        });
        changed.fire(new AlarmRulesChanged(tenant));
    }

    /** Whether the existing watch continues: the limit may move, but not the quantity that it limits. */
    private static boolean sameWatch(AlarmRule before, AlarmRule after) {
        return after.enabled()
                && before.name().equals(after.name())
                && before.kind() == after.kind()
                && before.side() == after.side()
                && Objects.equals(before.tag(), after.tag())
                && Objects.equals(before.assetType(), after.assetType())
                && Objects.equals(before.assetId(), after.assetId())
                && Objects.equals(before.suppressWhen(), after.suppressWhen());
    }

    private void end(Connection connection, TenantId tenant, AlarmRule rule, String why) {
        for (UUID asset : rules.assetsInAlarm(connection, tenant, rule.ruleId())) {
            register.clear(connection, tenant, asset, rule.name(), register.now(), why);
            register.suppress(connection, tenant, asset, rule.name(), false);
        }
        watches.forget(connection, tenant, rule.ruleId());
    }

    private static AlarmRule require(Optional<AlarmRule> known, int version) {
        AlarmRule rule = known.orElseThrow(() -> new PlatformException(
                IndustrialErrorCode.ALARM_RULE_NOT_FOUND, IndustrialErrorCode.ALARM_RULE_NOT_FOUND.meaning()));
        if (rule.version() != version) throw changedMeanwhile(rule);
        return rule;
    }

    private static void requireFreeName(boolean free, AlarmRule rule) {
        if (!free) {
            throw new PlatformException(
                    IndustrialErrorCode.ALARM_RULE_NAME_TAKEN,
                    "There is another rule " + rule.name() + " for the same assets.",
                    Map.of("name", rule.name()));
        }
    }

    private static PlatformException changedMeanwhile(AlarmRule rule) {
        return new PlatformException(
                IndustrialErrorCode.ALARM_CHANGED_MEANWHILE,
                "The rule " + rule.name() + " has version " + rule.version() + " by now, changed by " + rule.changedBy()
                        + ".",
                Map.of("version", rule.version()));
    }

    private void record(String action, AlarmRule rule) {
        audit.append(
                action,
                "alarm-rule/" + rule.ruleId(),
                AuditOutcome.SUCCESS,
                Map.of("name", rule.name(), "version", rule.version(), "enabled", rule.enabled()));
    }
}
