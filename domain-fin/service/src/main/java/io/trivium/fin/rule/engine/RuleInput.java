package io.trivium.fin.rule.engine;

import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelLateFunctionBindings;
import dev.cel.runtime.CelVariableResolver;
import io.trivium.fin.authorization.Authorization;
import io.trivium.fin.feature.FeatureVector;
import io.trivium.fin.list.Lists;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The input of rules: one authorization with its features and score at the time of its decision. The same for live,
 * shadow and back-test, so equal input gives equal hits. Belongs to one thread at a time.
 */
public final class RuleInput {

    private final Authorization authorization;
    private final FeatureVector features;
    private final @Nullable Double score;
    private final Instant decidedAt;
    private ZoneId zone = ZoneOffset.UTC;
    private final CelVariableResolver variables = this::variable;

    /**
     * Creates the input of a past decision.
     *
     * @param score fraud probability in [0, 1]; null when no model answered
     * @param decidedAt the time at which lists and snoozes are evaluated
     */
    public RuleInput(Authorization authorization, FeatureVector features, @Nullable Double score, Instant decidedAt) {
        this.authorization = authorization;
        this.features = features;
        this.score = score;
        this.decidedAt = decidedAt;
    }

    public Authorization authorization() {
        return authorization;
    }

    public Instant decidedAt() {
        return decidedAt;
    }

    /** Returns the variables, with hours and days in this zone until another is requested. */
    public CelVariableResolver variables(ZoneId local) {
        zone = local;
        return variables;
    }

    private Optional<Object> variable(String name) {
        Integer feature = RuleVariables.featureIndex(name);
        if (feature != null) return Optional.of(features.get(feature));
        return Optional.ofNullable(RuleVariables.value(name, authorization, score, zone));
    }

    /** {@code inList} over these lists at the time of the decision. */
    @SuppressWarnings(
            "Immutable") // Lists does not change; the check would want an annotation of Error Prone in the jar
    CelFunctionResolver functions(Lists lists) {
        return CelLateFunctionBindings.from(CelFunctionBinding.from(
                RuleVariables.IN_LIST_OVERLOAD,
                String.class,
                String.class,
                (list, value) -> lists.contains(list, value, decidedAt)));
    }
}
