package io.trivium.fin.casework;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.fin.authorization.Channel;
import io.trivium.fin.casework.queue.Disposition;
import io.trivium.fin.decision.Contribution;
import io.trivium.fin.decision.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One alert of a case.
 *
 * @param score fraud probability in [0, 1]; null when the fallback decided
 * @param contributions the largest contributions to the score, the largest first; empty if the model was not called
 * @param disposition the finding of an analyst; null until there is one
 * @param labels the labels of its outcome, the newest of each source
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseAlertView(
        String authorizationId,
        Outcome outcome,
        @Nullable Double score,
        boolean degraded,
        String modelVersion,
        List<String> reasons,
        List<Contribution> contributions,
        @Nullable BigDecimal amount,
        @Nullable String currency,
        Instant occurredAt,
        Instant decidedAt,
        @Nullable String panToken,
        @Nullable String terminalId,
        @Nullable String deviceId,
        @Nullable String counterpartyId,
        @Nullable String merchantId,
        @Nullable String mcc,
        @Nullable String country,
        @Nullable Channel channel,
        @Nullable Disposition disposition,
        @Nullable String dispositionReason,
        @Nullable String disposedBy,
        @Nullable Instant disposedAt,
        List<ObservedLabel> labels) {

    /**
     * The label of an authorization from one source.
     *
     * @param label fraud or genuine
     * @param source analyst or chargeback
     */
    public record ObservedLabel(String label, String source, Instant observedAt) {}
}
