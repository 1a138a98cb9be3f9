package io.trivium.runtime.learning.variant;

import io.micrometer.core.instrument.MeterRegistry;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Installs and removes variants: record, event, audit entry and pieces in one transaction, the pieces last. Where the
 * process dies in between, {@link VariantWatch} lets it serve the recorded variants. Thread-safe.
 */
@ApplicationScoped
public class Variants {
    private static final Logger LOG = Logger.getLogger(Variants.class);

    private final VariantStore store;
    private final VariantRecord record;
    private final VariantServing serving;
    private final TenantTransactions transactions;
    private final InstantSource clock;
    private final MeterRegistry meters;
    /** Pieces and record change one after the other in this process. */
    private final ReentrantLock changes = new ReentrantLock();

    Variants(
            VariantStore store,
            VariantRecord record,
            VariantServing serving,
            TenantTransactions transactions,
            InstantSource clock,
            MeterRegistry meters) {
        this.store = store;
        this.record = record;
        this.serving = serving;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
    }

    /** The version that a tenant is served with where the champion is {@code base}: its variant's, or the base. */
    public VersionNumber served(TenantId tenant, ModelName model, VersionNumber base) {
        return transactions
                .withConnection(tenant, connection -> store.installed(connection, tenant, model))
                .filter(variant -> variant.base().equals(base))
                .map(Variant::version)
                .orElse(base);
    }

    /**
     * Serves a tenant with a version of its own, from its next request on. The same version is installed once.
     *
     * @throws PlatformException {@link RuntimeErrorCode#LEARNING_VARIANT_UNFIT} when it cannot serve; nothing is changed then
     */
    public UUID install(NewVariant wanted) {
        changes.lock();
        try {
            return transactions.withConnection(wanted.tenant(), connection -> install(connection, wanted));
        } finally {
            changes.unlock();
        }
    }

    private UUID install(Connection connection, NewVariant wanted) {
        TenantId tenant = wanted.tenant();
        Optional<Variant> known = store.ofVersion(connection, tenant, wanted.model(), wanted.version());
        if (known.isPresent()) return known.orElseThrow().id();
        Optional<Variant> before = store.installed(connection, tenant, wanted.model());
        if (before.isEmpty()) refuseOthersPieces(wanted);
        Instant now = now();
        Variant variant = new Variant(
                UUID.randomUUID(),
                tenant,
                wanted.task(),
                wanted.model(),
                wanted.base(),
                wanted.version(),
                wanted.update(),
                wanted.manifest(),
                VariantState.INSTALLED,
                now,
                wanted.by(),
                null,
                null,
                null,
                "all gates passed");
        if (before.isPresent()) {
            write(
                    connection,
                    before.orElseThrow(),
                    VariantState.SUPERSEDED,
                    Variant.WATCH,
                    Variant.REPLACED,
                    "version " + wanted.version() + " took its place");
        }
        store.add(connection, variant);
        record.installed(variant);
        before.filter(old -> !old.base().equals(wanted.base()))
                .ifPresent(old -> serving.remove(tenant, old.model(), old.base()));
        serving.put(variant);
        report(variant);
        return variant.id();
    }

    /** Pieces that users installed by hand are not replaced without their knowledge. */
    private void refuseOthersPieces(NewVariant wanted) {
        TenantId tenant = wanted.tenant();
        if (!serving.hasOwn(tenant, wanted.model(), wanted.base())
                || serving.isOfVariant(tenant, wanted.model(), wanted.base())) {
            return;
        }
        throw new PlatformException(
                RuntimeErrorCode.LEARNING_VARIANT_UNFIT,
                "An operator gave " + tenant.value() + " pieces of its own in version " + wanted.base() + " of model "
                        + wanted.model() + "; remove them with POST /v1/experts/tenants/" + tenant.value()
                        + "/remove, and ask for another update.");
    }

    /**
     * Takes a variant out of service; its tenant is served with the champion from its next request on.
     *
     * @throws PlatformException {@link RuntimeErrorCode#LEARNING_VARIANT_NOT_FOUND}, {@link
     *     RuntimeErrorCode#LEARNING_VARIANT_OVER}
     */
    VariantView remove(TenantId tenant, UUID id, String by, String reason) {
        Variant variant = transactions
                .withConnection(tenant, connection -> store.find(connection, tenant, id))
                .orElseThrow(() -> new PlatformException(
                        RuntimeErrorCode.LEARNING_VARIANT_NOT_FOUND, "No variant has the id " + id + "."));
        return VariantView.of(end(variant, VariantState.REMOVED, by, null, reason));
    }

    /** Ends a variant, by a user or automatically. */
    Variant end(Variant variant, VariantState over, String by, @Nullable String code, String reason) {
        changes.lock();
        try {
            return transactions.withConnection(variant.tenant(), connection -> {
                Variant ended = write(connection, variant, over, by, code, reason);
                serving.remove(variant.tenant(), variant.model(), variant.base());
                return ended;
            });
        } finally {
            changes.unlock();
        }
    }

    private Variant write(
            Connection connection,
            Variant variant,
            VariantState over,
            String by,
            @Nullable String code,
            String reason) {
        Instant now = now();
        Variant ended = variant.ended(over, now, by, code, reason);
        if (!store.end(connection, ended)) {
            throw new PlatformException(
                    RuntimeErrorCode.LEARNING_VARIANT_OVER, "The variant is no longer in service; read it again.");
        }
        record.ended(ended, now, by);
        report(ended);
        return ended;
    }

    /** Lets this process serve the recorded variants, while there is no change. */
    void align(Runnable work) {
        changes.lock();
        try {
            work.run();
        } finally {
            changes.unlock();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void report(Variant variant) {
        meters.counter(VariantMetrics.STEPS, "to", variant.state().word()).increment();
        LOG.infof(
                "variant %s:%s of %s on version %s is %s: %s",
                variant.model(),
                variant.version(),
                variant.tenant().value(),
                variant.base(),
                variant.state().word(),
                variant.reason());
    }
}
