package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;
import io.trivium.industrial.alarm.rule.AlarmCondition;
import io.trivium.industrial.alarm.rule.AlarmKind;
import io.trivium.industrial.alarm.rule.AlarmPriority;
import io.trivium.industrial.alarm.rule.AlarmRule;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import io.trivium.industrial.quality.SilenceFollower;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Raises an alarm for an asset whose readings do not arrive: by its rule of silence or, without one, at medium
 * priority. A rule that is not enabled raises none. Thread-safe.
 */
@ApplicationScoped
class SilenceAlarms implements SilenceFollower {
    /** The condition of assets that have no rule of silence. */
    static final String CONDITION = "silence";

    private final RuleCatalogue catalogue;
    private final PlantPlaces places;
    private final AlarmRegister register;

    SilenceAlarms(RuleCatalogue catalogue, PlantPlaces places, AlarmRegister register) {
        this.catalogue = catalogue;
        this.places = places;
        this.register = register;
    }

    @Override
    public void began(Connection connection, TenantId tenant, UUID assetId, Instant since) {
        AssetPlace place = places.find(tenant, assetId).orElse(null);
        if (place == null) {
            return; // removed meanwhile
        }
        List<AlarmRule> rules = catalogue.of(tenant).rules(assetId, AlarmKind.SILENCE);
        Instant at = since.truncatedTo(ChronoUnit.MILLIS);
        for (AlarmRule rule : rules) {
            if (rule.enabled()) raise(connection, tenant, place, AlarmCondition.of(rule, null, place.groupName()), at);
        }
        if (rules.isEmpty()) raise(connection, tenant, place, usual(place), at);
    }

    private void raise(
            Connection connection, TenantId tenant, AssetPlace place, AlarmCondition condition, Instant since) {
        String message = "Nothing has been received from " + place.name() + " since " + since + ".";
        register.raise(connection, tenant, new Finding(place.assetId(), condition, since, null, message, null, false));
    }

    private static AlarmCondition usual(AssetPlace place) {
        return new AlarmCondition(
                CONDITION,
                null,
                AlarmKind.SILENCE,
                null,
                null,
                AlarmPriority.MEDIUM,
                null,
                null,
                "Look at the sensor's power and network, and at its gateway.",
                place.groupName(),
                null);
    }

    @Override
    public void ended(Connection connection, TenantId tenant, UUID assetId, Instant at) {
        for (AlarmRule rule : catalogue.of(tenant).rules(assetId, AlarmKind.SILENCE)) {
            register.clear(connection, tenant, assetId, rule.name(), at, "Readings are received again.");
        }
        register.clear(connection, tenant, assetId, CONDITION, at, "Readings are received again.");
    }
}
