package io.trivium.fin.decision.api;

import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.csv.CsvRow;
import io.trivium.fin.decision.DecisionCursor;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionView;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Lists of decisions as files. They are read in pages, so that a slow reader holds no connection. Thread-safe. */
@ApplicationScoped
class DecisionExport {

    private static final int PAGE = 500;

    private static final String NAMES = CsvRow.of(
            "authorization",
            "decided",
            "presented",
            "outcome",
            "score",
            "degraded",
            "amount",
            "currency",
            "card token",
            "customer",
            "merchant",
            "terminal",
            "device",
            "receiving account",
            "MCC",
            "country",
            "channel",
            "reasons",
            "label",
            "model",
            "latency ms");

    private final DecisionRepository decisions;
    private final TenantTransactions transactions;
    private final AuditLog audit;

    DecisionExport(DecisionRepository decisions, TenantTransactions transactions, AuditLog audit) {
        this.decisions = decisions;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Writes a list to a stream. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /** The newest decisions of a list; puts on record that they were taken out. */
    Content newest(TenantId tenant, DecisionRepository.Filter filter) {
        List<DecisionView> first = decisions.before(tenant, null, filter, PAGE);
        transactions.run(
                tenant,
                () -> audit.append(
                        "decision.list-exported", "decisions", AuditOutcome.SUCCESS, Map.of("format", "csv")));
        return out -> {
            out.write(NAMES.getBytes(StandardCharsets.UTF_8));
            List<DecisionView> page = first;
            int written = 0;
            while (!page.isEmpty()) {
                for (DecisionView one : page) out.write(line(one).getBytes(StandardCharsets.UTF_8));
                written += page.size();
                DecisionView last = page.getLast();
                int left = Math.min(PAGE, CsvRow.MAX_ROWS - written);
                page = page.size() < PAGE || left <= 0
                        ? List.of()
                        : decisions.before(
                                tenant, new DecisionCursor(last.decidedAt(), last.authorizationId()), filter, left);
            }
        };
    }

    private static String line(DecisionView one) {
        var channel = one.channel();
        var label = one.label();
        return CsvRow.of(
                one.authorizationId(),
                one.decidedAt(),
                one.occurredAt(),
                one.outcome().wireName(),
                one.score(),
                one.degraded(),
                one.amount(),
                one.currency(),
                one.panToken(),
                one.customerId(),
                one.merchantId(),
                one.terminalId(),
                one.deviceId(),
                one.counterpartyId(),
                one.mcc(),
                one.country(),
                channel == null ? null : channel.wireName(),
                String.join(" ", one.reasons()),
                label == null ? null : label.label(),
                one.modelName() + ":" + one.modelVersion(),
                one.latencyMs());
    }
}
