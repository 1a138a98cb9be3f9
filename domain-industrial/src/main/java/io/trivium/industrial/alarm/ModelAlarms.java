package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Raises alarms on what models say of an asset, in the transaction that stores it: after its rules of the kind or, for an
 * anomaly of an asset without one, at medium priority. Thread-safe.
 */
@ApplicationScoped
public class ModelAlarms {
    private static final UUID USUAL_RULE = UUID.nameUUIDFromBytes("anomaly".getBytes(StandardCharsets.UTF_8));
    /** No tag has it: what a model says is told once, in order. */
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
     * What a model says.
     *
     * @param at by the time at the sensor
     * @param value score, or cycles of remaining life
     * @param evidence asked for when an alarm is raised
     */
    public record Sign(Instant at, double value, Supplier<Evidence> evidence) {}

    /**
     * Follows what a model says of an asset, oldest first, nothing twice.
     *
     * @param unit of the values
     */
    public void follow(
            Connection connection, TenantId tenant, UUID assetId, AlarmKind kind, String unit, List<Sign> signs)
            throws SQLException {
        AssetPlace place = places.find(tenant, assetId).orElse(null);
        if (place == null) {
            return; // removed meanwhile
        }
        List<AlarmRule> rules = catalogue.of(tenant).rules(assetId, kind);
        if (rules.isEmpty() && kind == AlarmKind.ANOMALY) {
            rules = List.of(usual(assetId));
        }
        for (AlarmRule rule : rules) {
            if (rule.enabled()) {
                follow(connection, tenant, new Watched(rule, place, WatchStore.Role.LIMIT, NO_TAG, unit), signs);
            }
        }
    }

    /** Ends the alarms of a kind, since the model that raised them says nothing any more. */
    public void end(Connection connection, TenantId tenant, UUID assetId, AlarmKind kind, Instant at, String why)
            throws SQLException {
        for (AlarmRule rule : catalogue.of(tenant).rules(assetId, kind)) {
            register.clear(connection, tenant, assetId, rule.name(), at, why);
        }
        if (kind == AlarmKind.ANOMALY) {
            register.clear(connection, tenant, assetId, usual(assetId).name(), at, why);
        }
    }

    private void follow(Connection connection, TenantId tenant, Watched watched, List<Sign> signs) throws SQLException {
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
                            "It is back at " + LimitText.number(sign.value()) + ".");
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
        boolean unnamed = watched.rule().ruleId().equals(USUAL_RULE);
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
            return name + " has " + LimitText.number(Math.floor(value)) + " cycles left at the least, fewer than "
                    + limit + ".";
        }
        String shares = evidence.shares().stream()
                .limit(3)
                .map(share -> String.format(Locale.ROOT, "%s %.0f %%", share.tag(), 100 * share.share()))
                .collect(Collectors.joining(", "));
        return name + " runs unlike it usually does: score " + LimitText.number(value) + ", limit " + limit
                + (shares.isEmpty() ? "" : "; most by " + shares) + ".";
    }

    private static AlarmRule usual(UUID assetId) {
        return new AlarmRule(
                USUAL_RULE,
                1,
                "anomaly",
                null,
                assetId,
                AlarmKind.ANOMALY,
                null,
                AlarmLimit.Side.HIGH,
                1.0,
                0.2,
                0,
                60,
                AlarmPriority.MEDIUM,
                "Look at the tags with the largest shares, and compare with the time before.",
                null,
                null,
                null,
                true,
                Instant.EPOCH,
                AlarmRegister.SYSTEM);
    }
}
