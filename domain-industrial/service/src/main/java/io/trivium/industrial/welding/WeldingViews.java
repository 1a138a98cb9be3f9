package io.trivium.industrial.welding;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trivium.core.model.ModelReference;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The requests and answers of the API of welding. */
public final class WeldingViews {
    private WeldingViews() {}

    /** The processes that are advised on. */
    public record WeldingProcesses(List<WeldingProcess> processes) {}

    /** One process: what is set and what is measured. */
    public record WeldingProcess(String process, List<SettingRange> settings, List<BeadMeasure> dimensions) {}

    /** A setting with the range in which the equations hold. */
    public record SettingRange(String name, String unit, double low, double high) {}

    public record BeadMeasure(String name, String unit) {}

    /** The limits of a bead, in mm; null for no limit. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WeldLimits(
            @Nullable @DecimalMin("0") @DecimalMax("50") Double penetrationMin,
            @Nullable @DecimalMin("0") @DecimalMax("50") Double reinforcementMax,
            @Nullable @DecimalMin("0") @DecimalMax("50") Double widthMin,
            @Nullable @DecimalMin("0") @DecimalMax("50") Double widthMax) {}

    public record RecommendationRequest(
            @NotNull @Size(max = 40) String process,
            @NotNull @Valid WeldLimits limits,
            @Nullable @Size(max = 500) String note) {}

    /** A value of a setting. */
    public record SettingValue(@NotNull @Size(max = 40) String name, double value) {}

    public record PredictionRequest(
            @NotNull @Size(max = 40) String process,
            @NotNull @Size(min = 1, max = 10) List<@NotNull @Valid SettingValue> settings) {}

    /**
     * A dimension of the expected bead.
     *
     * @param lower end of the interval that holds 90 % of single beads
     * @param upper its other end
     * @param limit the limit that is nearest, null without one
     * @param keeps share of single beads that keep to all limits of the dimension; null without one
     * @param holds whether at least 9 of 10 single beads keep to each of its limits
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PredictedBead(
            String dimension,
            String unit,
            double expected,
            double lower,
            double upper,
            @Nullable Double limit,
            @Nullable Double keeps,
            boolean holds) {}

    /** Electrical energy per length of weld. */
    public record WeldHeat(double expected, String unit) {}

    public record WeldPrediction(List<PredictedBead> predicted, WeldHeat heat) {}

    /** A recommended setting. */
    public record RecommendedSetting(String name, String unit, double value, double low, double high) {}

    /**
     * A recommendation and its result.
     *
     * @param gridHeat least heat of a grid over the equations at the same limits and reserve, J/mm; null if no point of
     * it keeps to them
     * @param modelVersion the policy that recommended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WeldRecommendation(
            UUID recommendationId,
            int version,
            String process,
            Instant at,
            String by,
            WeldLimits limits,
            @Nullable String note,
            List<RecommendedSetting> settings,
            List<PredictedBead> predicted,
            WeldHeat heat,
            @Nullable Double gridHeat,
            ModelReference modelVersion,
            String state,
            @Nullable WeldVerdict verdict) {

        WeldRecommendation with(String newState, WeldVerdict newVerdict) {
            return new WeldRecommendation(
                    recommendationId,
                    version + 1,
                    process,
                    at,
                    by,
                    limits,
                    note,
                    settings,
                    predicted,
                    heat,
                    gridHeat,
                    modelVersion,
                    newState,
                    newVerdict);
        }
    }

    /** A person's verdict on a recommendation. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WeldVerdict(
            String by,
            Instant at,
            @Nullable String reason,
            @Nullable List<SettingValue> settings) {}

    /**
     * The request with a person's verdict.
     *
     * @param settings what was set instead, for prefer
     * @param reason needed for reject
     */
    public record VerdictRequest(
            @Min(1) int version,

            @NotNull @Pattern(regexp = "accept|reject|prefer")
            String verdict,

            @Nullable @Size(max = 10) List<@NotNull @Valid SettingValue> settings,
            @Nullable @Size(max = 500) String reason) {}

    /**
     * A page of recommendations.
     *
     * @param next where the next page begins; null on the last
     */
    public record WeldRecommendations(
            List<WeldRecommendation> items, @Nullable String next) {}
}
