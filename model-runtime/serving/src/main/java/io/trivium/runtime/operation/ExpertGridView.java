package io.trivium.runtime.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.runtime.expert.ExpertModelView;
import io.trivium.runtime.expert.piece.ExpertState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routed experts of one loaded version. A model without experts has no layers.
 *
 * @param topK experts a token is sent to, in each layer
 * @param topGroups groups a token's experts may come from
 * @param groups in the order of their experts
 * @param residentBytes of all open sessions of the version
 * @param memoryBudgetBytes that open experts of all models may take
 * @param experts by layer, then in the order of the groups; at most 8,192
 */
record ExpertGridView(
        String model,
        String version,
        Instant at,
        int layers,
        int topK,
        int topGroups,
        List<GroupView> groups,
        long residentBytes,
        long memoryBudgetBytes,
        List<ExpertView> experts) {

    static final int MOST_EXPERTS = 8_192;
    private static final double NANOS_PER_MS = 1e6;

    /** @param size experts of the group in each layer */
    record GroupView(String name, int size) {}

    /**
     * One expert.
     *
     * @param id such as {@code layer-3/fin-07}
     * @param activationShare share of its layer's tokens that were sent to it since the version was loaded, in [0, 1]
     * @param activations calls since then
     * @param tokens sent to it since then
     * @param latencyMs of a call, smoothed; absent before the first
     * @param lastError its last failure
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExpertView(
            String id,
            int layer,
            String group,
            int index,
            ExpertState state,
            boolean pinned,
            double activationShare,
            long activations,
            long tokens,
            @Nullable Double latencyMs,
            long bytes,
            @Nullable String lastError) {}

    static ExpertGridView of(ExpertModelView model, long budgetBytes, Instant at) {
        long[] tokensOfLayer = new long[model.topology().layers()];
        for (io.trivium.runtime.expert.ExpertView each : model.experts()) {
            tokensOfLayer[each.id().layer()] += each.tokens();
        }
        List<ExpertView> experts = new ArrayList<>();
        for (io.trivium.runtime.expert.ExpertView each : model.experts()) {
            if (experts.size() == MOST_EXPERTS) break;
            long all = tokensOfLayer[each.id().layer()];
            experts.add(new ExpertView(
                    each.id().toString(),
                    each.id().layer(),
                    each.id().group(),
                    each.id().index(),
                    each.state(),
                    each.pinned(),
                    all == 0 ? 0 : (double) each.tokens() / all,
                    each.activations(),
                    each.tokens(),
                    each.latencyNanos() == 0 ? null : each.latencyNanos() / NANOS_PER_MS,
                    each.bytes(),
                    each.lastError().isEmpty() ? null : each.lastError()));
        }
        return new ExpertGridView(
                model.name().value(),
                model.version().value(),
                at,
                model.topology().layers(),
                model.topology().topK(),
                model.topology().topGroups(),
                model.topology().groups().stream()
                        .map(group -> new GroupView(group.name(), group.size()))
                        .toList(),
                model.residentBytes(),
                budgetBytes,
                experts);
    }

    static ExpertGridView withoutExperts(
            String model, String version, long residentBytes, long budgetBytes, Instant at) {
        return new ExpertGridView(model, version, at, 0, 0, 0, List.of(), residentBytes, budgetBytes, List.of());
    }

    /** The experts of one layer alone. */
    ExpertGridView layer(int layer) {
        return new ExpertGridView(
                model,
                version,
                at,
                layers,
                topK,
                topGroups,
                groups,
                residentBytes,
                memoryBudgetBytes,
                experts.stream().filter(expert -> expert.layer() == layer).toList());
    }
}
