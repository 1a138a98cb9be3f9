package io.trivium.industrial.notification;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.duty.OffDuty;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.alarm.Alarm;
import io.trivium.industrial.alarm.AlarmReader;
import io.trivium.industrial.alarm.AlarmView;
import io.trivium.industrial.asset.AssetPlace;
import io.trivium.industrial.asset.PlantPlaces;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Notifies people of alarms step by step until they are acknowledged, each step of an occurrence at least once. Any number of
 * processes may: what one has taken the others leave alone for a time. Thread-safe.
 */
@ApplicationScoped
class Notifier {
    private final NotificationStore store;
    private final NotificationSender sender;
    private final NotificationConfig config;
    private final AlarmReader alarms;
    private final PlantPlaces places;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final InstantSource clock;

    Notifier(
            NotificationStore store,
            NotificationSender sender,
            NotificationConfig config,
            AlarmReader alarms,
            PlantPlaces places,
            KnownTenants tenants,
            TenantTransactions transactions,
            InstantSource clock) {
        this.store = store;
        this.sender = sender;
        this.config = config;
        this.alarms = alarms;
        this.places = places;
        this.tenants = tenants;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Scheduled(
            identity = "alarm-notification",
            every = "2s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = OffDuty.class)
    void send() {
        if (config.send()) {
            for (TenantId tenant : tenants.all()) {
                plan(tenant, clock.instant());
                send(tenant);
            }
        }
    }

    @Scheduled(identity = "notification-purge", every = "6h", delayed = "5m", skipExecutionIf = OffDuty.class)
    void purge() {
        Instant before = clock.instant().minus(config.retention());
        for (TenantId tenant : tenants.all()) {
            transactions.withConnection(tenant, connection -> store.purge(connection, tenant, before));
        }
    }

    /** Adds what is due at that moment. Alarms from before the plan was changed are left to the plan before. */
    void plan(TenantId tenant, Instant now) {
        transactions.withConnection(tenant, connection -> {
            NotificationStore.Holding holding = store.plan(connection, tenant);
            int added = 0;
            List<NotificationPlan.Step> steps = holding.plan().steps();
            for (int place = 0; holding.plan().enabled() && place < steps.size(); place++) {
                added += store.add(connection, tenant, place, steps.get(place), holding.since(), now);
            }
            return added;
        });
    }

    private void send(TenantId tenant) {
        List<NotificationStore.Delivery> due = transactions.withConnection(
                tenant, connection -> store.take(connection, tenant, clock.instant(), config.timeout()));
        for (NotificationStore.Delivery delivery : due) {
            Optional<String> failure = send(tenant, delivery);
            transactions.withConnection(
                    tenant,
                    connection -> failure.isEmpty()
                            ? store.sent(connection, tenant, delivery, clock.instant())
                            : store.failed(
                                    connection, tenant, delivery, failure.orElseThrow(), clock.instant(), config));
        }
    }

    private Optional<String> send(TenantId tenant, NotificationStore.Delivery delivery) {
        Alarm alarm = transactions.withConnection(
                tenant, connection -> alarms.require(connection, tenant, delivery.alarmId()));
        AssetPlace place = places.find(tenant, alarm.assetId()).orElse(null);
        if (place == null) {
            return Optional.empty(); // the asset was removed: there is nothing left to do about it
        }
        NotificationMessage message = new NotificationMessage(
                tenant, "alarm", delivery.step() + 1, AlarmView.of(alarm, place, clock.instant()));
        NotificationPlan.Step step = new NotificationPlan.Step(
                0, delivery.channel(), delivery.target(), alarm.condition().priority());
        return sender.send(step, message, Long.toString(delivery.id()));
    }
}
