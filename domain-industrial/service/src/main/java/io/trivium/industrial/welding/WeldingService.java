package io.trivium.industrial.welding;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.security.Caller;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.industrial.IndustrialErrorCode;
import io.trivium.industrial.paging.PageCursor;
import io.trivium.industrial.welding.WeldingViews.RecommendationRequest;
import io.trivium.industrial.welding.WeldingViews.RecommendedSetting;
import io.trivium.industrial.welding.WeldingViews.SettingValue;
import io.trivium.industrial.welding.WeldingViews.VerdictRequest;
import io.trivium.industrial.welding.WeldingViews.WeldRecommendation;
import io.trivium.industrial.welding.WeldingViews.WeldVerdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Recommendations and what people say to them. A preference goes to {@code learning.preference.v1} in the same transaction, for
 * direct preference optimisation. Thread-safe.
 */
@ApplicationScoped
class WeldingService {
    static final TaskName TASK = new TaskName("industrial-weld-setting");
    private static final String SOURCE = "/industrial/welding";
    private static final String OBSERVER = "operator";

    private final WeldingAdvice advice;
    private final RecommendationStore store;
    private final TenantTransactions transactions;
    private final Outbox outbox;
    private final AuditLog audit;
    private final Caller caller;
    private final InstantSource clock;

    WeldingService(
            WeldingAdvice advice,
            RecommendationStore store,
            TenantTransactions transactions,
            Outbox outbox,
            AuditLog audit,
            Caller caller,
            InstantSource clock) {
        this.advice = advice;
        this.store = store;
        this.transactions = transactions;
        this.outbox = outbox;
        this.audit = audit;
        this.caller = caller;
        this.clock = clock;
    }

    WeldRecommendation recommend(TenantId tenant, RecommendationRequest request) {
        WeldingAdvice.Advice given = advice.recommend(request.process(), request.limits());
        WeldRecommendation recommendation = new WeldRecommendation(
                UUID.randomUUID(),
                1,
                request.process(),
                now(),
                caller.name(),
                request.limits(),
                request.note(),
                given.settings(),
                given.prediction().predicted(),
                given.prediction().heat(),
                given.gridHeat(),
                given.model(),
                "proposed",
                null);
        return transactions.withConnection(tenant, connection -> {
            store.insert(connection, tenant, recommendation);
            audit(recommendation, "proposed");
            return recommendation;
        });
    }

    List<WeldRecommendation> list(TenantId tenant, @Nullable PageCursor after, int limit) {
        return transactions.withConnection(tenant, connection -> store.list(connection, tenant, after, limit));
    }

    WeldRecommendation judge(TenantId tenant, UUID id, VerdictRequest request) {
        List<SettingValue> own = request.settings();
        boolean prefers = request.verdict().equals("prefer");
        if (prefers != (own != null)) {
            throw WeldingAdvice.invalid(
                    prefers ? "Say what you set instead." : "Settings of your own go with prefer alone.");
        }
        if (request.verdict().equals("reject")
                && (request.reason() == null || request.reason().isBlank())) {
            throw WeldingAdvice.invalid("Say why the recommendation is rejected.");
        }
        return transactions.withConnection(tenant, connection -> {
            WeldRecommendation present = store.find(connection, tenant, id)
                    .orElseThrow(() -> new PlatformException(
                            IndustrialErrorCode.RECOMMENDATION_NOT_FOUND,
                            IndustrialErrorCode.RECOMMENDATION_NOT_FOUND.meaning()));
            if (!present.state().equals("proposed") || present.version() != request.version()) {
                throw new PlatformException(
                        IndustrialErrorCode.RECOMMENDATION_JUDGED,
                        "The recommendation is " + present.state() + ", version " + present.version() + ".");
            }
            if (own != null) advice.check(present.process(), own);
            String state = prefers ? "changed" : request.verdict() + "ed";
            WeldRecommendation judged =
                    present.with(state, new WeldVerdict(caller.name(), now(), request.reason(), own));
            if (!store.update(connection, tenant, judged, request.version())) {
                throw new PlatformException(
                        IndustrialErrorCode.RECOMMENDATION_JUDGED, IndustrialErrorCode.RECOMMENDATION_JUDGED.meaning());
            }
            if (own != null) prefer(tenant, judged, own);
            audit(judged, state);
            return judged;
        });
    }

    /** Publishes the operator's preference of other settings over the recommended ones. */
    private void prefer(TenantId tenant, WeldRecommendation judged, List<SettingValue> own) {
        Map<String, Double> chosen = new LinkedHashMap<>();
        own.forEach(each -> chosen.put(each.name(), each.value()));
        Map<String, Double> rejected = new LinkedHashMap<>();
        for (RecommendedSetting each : judged.settings()) rejected.put(each.name(), each.value());
        if (chosen.equals(rejected)) throw WeldingAdvice.invalid("The settings are those recommended: accept them.");
        String example = judged.recommendationId().toString();
        Instant at = Objects.requireNonNull(judged.verdict()).at();
        PreferenceObserved preference = new PreferenceObserved(example, TASK, chosen, rejected, OBSERVER, at);
        String id = EventIds.of(tenant, PreferenceObserved.TYPE, example).toString();
        outbox.add(PreferenceObserved.TOPIC, EventEnvelope.of(id, SOURCE, example, at, tenant, preference));
    }

    private void audit(WeldRecommendation recommendation, String event) {
        audit.append(
                "weld-recommendation." + event,
                "weld-recommendation/" + recommendation.recommendationId(),
                AuditOutcome.SUCCESS,
                Map.of("process", recommendation.process(), "version", recommendation.version()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
