package io.trivium.fin.decision.api;

import io.trivium.fin.decision.DecisionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decisions, newest first.
 *
 * @param nextCursor for the page after this one; null on the last
 */
public record DecisionPage(
        List<DecisionView> items, @Nullable String nextCursor) {}
