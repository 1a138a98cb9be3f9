package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.Evidence.DefectiveCycle;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmLimit;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.model.AssetMonitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Raises alarms on the results of models for an asset, in the transaction that stores them: after its rules of the kind
 * or, for an anomaly or a defective cycle of an asset without one, at medium priority. Thread-safe.
 */
@ApplicationScoped
public class ModelAlarms {
    private static final AlarmRule USUAL_ANOMALY = usual(
            "anomaly",
            AlarmKind.ANOMALY,
            1.0,
            1.0 - AssetMonitor.RELEASED_BELOW,
            60,
            "Look at the tags with the largest shares, and compare with the time before.");

    private static final AlarmRule USUAL_DEFECT = usual(
            "defective cycle",
            AlarmKind.CYCLE_DEFECT,
            0.5,
            0.2,
            0,
            "Look at the part of that cycle, and say at the cycle what was found.");

    /** Not the number of any tag: results of a model arrive once, in order. */
    private static final int NO_TAG = -1;

    private final RuleCatalogue catalogue;
    private final WatchStore watches;
    private final PlantPlaces places;
    private final AlarmRegister register;

    ModelAlarms(RuleCatalogue catalogue, WatchStore watches, PlantPlaces places, AlarmRegister register) {
        this.catalogue = catalogue;
        this.watches = watches;
        this.places = places;
        this.register = register;
    }

    /**
     * A result of a model.
     *
     * @param at by the time at the sensor
     * @param value score, cycles of remaining life, or probability of a defect
     * @param evidence requested when an alarm is raised
     */
    public record Sign(Instant at, double value, Supplier<Evidence> evidence) {}

    /**
     * Processes a model's results for an asset, oldest first, none twice.
     *
     * @param unit of the values
     */
    public void follow(
            Connection connection, TenantId tenant, UUID assetId, AlarmKind kind, String unit, List<Sign> signs) {
        AssetPlace place = places.find(tenant, assetId).orElse(null);
        if (place == null) {
            return; // removed meanwhile
        }
        List<AlarmRule> rules = catalogue.of(tenant).rules(assetId, kind);
        if (rules.isEmpty()) rules = usual(kind).stream().toList();
        for (AlarmRule rule : rules) {
            if (rule.enabled()) {
                follow(connection, tenant, new Watched(rule, place, WatchStore.Role.LIMIT, NO_TAG, unit), signs);
            }
        }
    }

    /** Ends the alarms of a kind, since the model that raised them no longer judges the asset. */
    public void end(Connection connection, TenantId tenant, UUID assetId, AlarmKind kind, Instant at, String why) {
        for (AlarmRule rule : catalogue.of(tenant).rules(assetId, kind)) {
            register.clear(connection, tenant, assetId, rule.name(), at, why);
        }
        Optional<AlarmRule> usual = usual(kind);
        if (usual.isPresent())
            register.clear(connection, tenant, assetId, usual.orElseThrow().name(), at, why);
    }

    private static Optional<AlarmRule> usual(AlarmKind kind) {
        return switch (kind) {
            case ANOMALY -> Optional.of(USUAL_ANOMALY);
            case CYCLE_DEFECT -> Optional.of(USUAL_DEFECT);
            case LIMIT, SILENCE, REMAINING_LIFE -> Optional.empty();
        };
    }

    private void follow(Connection connection, TenantId tenant, Watched watched, List<Sign> signs) {
        Watched aside = new Watched(watched.rule(), watched.place(), WatchStore.Role.SUPPRESSION, NO_TAG, "");
        Map<WatchStore.Key, LimitWatch.State> states = watches.load(connection, tenant, List.of(watched, aside));
        LimitWatch.State before = states.getOrDefault(watched.key(), LimitWatch.State.NEW);
        boolean suppressed = watched.rule().suppressWhen() != null
                && states.getOrDefault(aside.key(), LimitWatch.State.NEW).active();
        LimitWatch watch = watched.watch(before);
        for (Sign sign : signs) {
            if (watch.follow(sign.at(), sign.value()).isPresent()) {
                if (watch.isActive()) {
                    register.raise(connection, tenant, finding(watched, sign, suppressed));
                } else {
                    register.clear(
                            connection,
                            tenant,
                            watched.assetId(),
                            watched.rule().name(),
                            sign.at(),
                            back(watched.rule().kind(), sign.value()));
                }
            }
        }
        LimitWatch.State after = watch.state();
        if (after.active() != before.active() || !Objects.equals(after.pendingSince(), before.pendingSince())) {
            watches.save(connection, tenant, watched.key(), after);
        }
    }

    private static Finding finding(Watched watched, Sign sign, boolean suppressed) {
        Evidence evidence = sign.evidence().get();
        AlarmCondition condition = AlarmCondition.of(
                watched.rule(), watched.unit(), watched.place().groupName());
        UUID ruleId = watched.rule().ruleId();
        boolean unnamed = ruleId.equals(USUAL_ANOMALY.ruleId()) || ruleId.equals(USUAL_DEFECT.ruleId());
        return new Finding(
                watched.assetId(),
                unnamed ? condition.withoutRule() : condition,
                sign.at(),
                sign.value(),
                message(watched, sign.value(), evidence),
                evidence,
                suppressed);
    }

    private static String message(Watched watched, double value, Evidence evidence) {
        String name = watched.place().name();
        String limit = LimitText.number(watched.rule().asLimit().limit());
        if (watched.rule().kind() == AlarmKind.REMAINING_LIFE) {
            return name + " has at least " + LimitText.number(Math.floor(value))
                    + " cycles left (lower bound of the estimate), fewer than " + limit + ".";
        }
        if (watched.rule().kind() == AlarmKind.CYCLE_DEFECT) return defective(name, value, evidence);
        String shares = evidence.shares().stream()
                .limit(3)
                .map(ModelAlarms::contribution)
                .collect(Collectors.joining(", "));
        return name + " runs unlike it usually does: score " + LimitText.number(value) + ", limit " + limit
                + (shares.isEmpty() ? "" : "; most by " + shares) + ".";
    }

    private static String contribution(Evidence.TagShare share) {
        String why = share.sign() == null
                ? ""
                : switch (share.sign()) {
                    case LEVEL -> " (level)";
                    case RELATION -> " (relation to other tags)";
                    case VARIATION -> " (variation)";
                };
        return String.format(Locale.ROOT, "%s %.0f %%%s", share.tag(), 100 * share.share(), why);
    }

    private static String defective(String name, double value, Evidence evidence) {
        String total = String.format(Locale.ROOT, "%.0f %%", 100 * value);
        DefectiveCycle cycle = evidence.cycle();
        return cycle == null
                ? name + " made a defective cycle, probability " + total + "."
                : String.format(
                        Locale.ROOT,
                        "%s made a defective cycle, probability %s: most likely %s (%s), %.0f %%.",
                        name,
                        total,
                        cycle.defect(),
                        cycle.code(),
                        100 * cycle.probability());
    }

    private static String back(AlarmKind kind, double value) {
        return kind == AlarmKind.CYCLE_DEFECT
                ? String.format(
                        Locale.ROOT, "The cycle after it is good: probability of a defect %.0f %%.", 100 * value)
                : "It is back at " + LimitText.number(value) + ".";
    }

    /** Returns a default rule: it has no type and no asset. */
    private static AlarmRule usual(
            String name, AlarmKind kind, double limit, double deadband, int offDelaySeconds, String advice) {
        return new AlarmRule(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                1,
                name,
                null,
                null,
                kind,
                null,
                AlarmLimit.Side.HIGH,
                limit,
                deadband,
                0,
                offDelaySeconds,
                AlarmPriority.MEDIUM,
                advice,
                null,
                null,
                null,
                true,
                Instant.EPOCH,
                AlarmRegister.SYSTEM);
    }
}
