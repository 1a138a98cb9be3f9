package io.trivium.runtime.learning.variant;

import io.quarkus.scheduler.Scheduled;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.expert.ExpertCatalogue;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.registry.ChampionSwitch;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Ends variants whose base is not the champion any more and those that failed on live requests, and lets this process
 * serve the recorded variants, including changes made while it was not running. Thread-safe.
 */
@ApplicationScoped
class VariantWatch {
    private static final Logger LOG = Logger.getLogger(VariantWatch.class);

    private final VariantStore store;
    private final Variants variants;
    private final VariantServing serving;
    private final ChampionSwitch champions;
    private final ExpertCatalogue experts;
    private final KnownTenants tenants;
    private final TenantTransactions transactions;
    private final VariantConfig config;

    VariantWatch(
            VariantStore store,
            Variants variants,
            VariantServing serving,
            ChampionSwitch champions,
            ExpertCatalogue experts,
            KnownTenants tenants,
            TenantTransactions transactions,
            VariantConfig config) {
        this.store = store;
        this.variants = variants;
        this.serving = serving;
        this.champions = champions;
        this.experts = experts;
        this.tenants = tenants;
        this.transactions = transactions;
        this.config = config;
    }

    @Scheduled(
            identity = "variant-watch",
            every = "${platform.runtime.learning.variant.interval:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        for (TenantId tenant : tenants.all()) {
            try {
                variants.align(() -> look(tenant));
            } catch (RuntimeException e) {
                LOG.errorf(e, "the variants of %s cannot be looked after for the moment", tenant.value());
            }
        }
    }

    private void look(TenantId tenant) {
        List<Variant> kept = new ArrayList<>();
        for (Variant variant : transactions.withConnection(tenant, connection -> store.installed(connection, tenant))) {
            if (config.watch() && isEnded(variant)) continue;
            kept.add(variant);
            serve(variant);
        }
        for (ExpertModelView model : experts.models()) {
            if (!model.tenants().contains(tenant)) continue;
            boolean isOnRecord = kept.stream()
                    .anyMatch(each ->
                            each.model().equals(model.name()) && each.base().equals(model.version()));
            if (isOnRecord || !serving.isOfVariant(tenant, model.name(), model.version())) continue;
            LOG.warnf(
                    "model %s:%s had pieces of %s that are not on record; they are taken out",
                    model.name(), model.version(), tenant.value());
            serving.remove(tenant, model.name(), model.version());
        }
    }

    /** Ends a variant that must not serve any more. */
    private boolean isEnded(Variant variant) {
        Optional<VersionNumber> champion = champions.champion(variant.model());
        if (!champion.equals(Optional.of(variant.base()))) {
            variants.end(
                    variant,
                    VariantState.SUPERSEDED,
                    Variant.WATCH,
                    Variant.BASE_CHANGED,
                    "version " + champion.map(VersionNumber::value).orElse("none")
                            + " is the champion; the organisation is served with it until" + " its next update");
            return true;
        }
        if (!serving.isLoaded(variant)) return false;
        Optional<String> fault = serving.fault(variant);
        if (fault.isPresent()) {
            variants.end(
                    variant,
                    VariantState.REMOVED,
                    Variant.WATCH,
                    Variant.PIECE_FAULT,
                    "a piece failed on a live request, " + fault.orElseThrow());
            return true;
        }
        return false;
    }

    /** Puts a variant in where it is missing. */
    private void serve(Variant variant) {
        if (!serving.isLoaded(variant) || serving.isServed(variant)) return;
        LOG.warnf(
                "model %s:%s did not serve %s with its variant %s, and does now",
                variant.model(), variant.base(), variant.tenant().value(), variant.version());
        serving.put(variant);
    }
}
