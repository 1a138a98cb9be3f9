package io.trivium.fin.labelqueue;

import io.trivium.core.learning.LabelWorth;
import io.trivium.core.learning.Shortlist;
import io.trivium.core.learning.ShortlistClient;
import io.trivium.core.tenancy.TenantId;
import io.trivium.fin.casework.queue.OpenCases;
import io.trivium.fin.decision.DecisionRepository;
import io.trivium.fin.decision.DecisionView;
import io.trivium.fin.labelqueue.LabelQueueView.LabelQueueItem;
import io.trivium.fin.stream.FeatureStreams;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Joins what the model runtime would learn most from with what is known of the payments. Thread-safe. */
@ApplicationScoped
class LabelQueueService {
    /** More are requested than shown: some were labelled so recently that the runtime has not received the label. */
    private static final int SPARE = 20;

    private final ShortlistClient shortlists;
    private final DecisionRepository decisions;
    private final OpenCases cases;

    LabelQueueService(ShortlistClient shortlists, DecisionRepository decisions, OpenCases cases) {
        this.shortlists = shortlists;
        this.decisions = decisions;
        this.cases = cases;
    }

    LabelQueueView list(TenantId tenant, int limit) {
        Shortlist shortlist = shortlists.list(tenant, FeatureStreams.LABEL_TASK, limit + SPARE);
        if (shortlist.items().isEmpty()) return new LabelQueueView(List.of(), shortlist.gap());
        Map<String, DecisionView> unlabelled = decisions
                .named(tenant, shortlist.items().keySet())
                .stream()
                .filter(decision -> decision.label() == null)
                .collect(Collectors.toMap(DecisionView::authorizationId, Function.identity(), (a, b) -> a));
        Map<String, Long> open = cases.of(tenant, unlabelled.keySet());
        return new LabelQueueView(
                shortlist.join(
                        unlabelled,
                        (decision, worth) -> item(decision, worth, open.get(decision.authorizationId())),
                        limit),
                null);
    }

    private static LabelQueueItem item(DecisionView decision, LabelWorth worth, @Nullable Long caseNumber) {
        String link = caseNumber == null
                ? "/console/history?range=all&selected=" + decision.authorizationId()
                : "/console/cases/" + caseNumber;
        return new LabelQueueItem(decision, worth, caseNumber, link);
    }
}
