package io.trivium.med.reading;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * A reader's correction of the detector's result.
 *
 * @param malignancy likelihood on LIDC's scale, 1 highly unlikely to 5 highly suspicious
 * @param longestDiameterMm longest in-plane diameter
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CorrectedFinding(
        @Nullable @Min(1) @Max(5) Integer malignancy,
        @Nullable @DecimalMin("0.5") @DecimalMax("300") Double longestDiameterMm) {}
