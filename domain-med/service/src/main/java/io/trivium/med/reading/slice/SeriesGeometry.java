package io.trivium.med.reading.slice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The positions of the slices of a series.
 *
 * @param rows of the first slice
 * @param columns of the first slice
 * @param rowSpacingMm between rows; null if the images do not contain it
 * @param columnSpacingMm between columns
 * @param orientation directions of the rows and of the columns in the patient, three cosines each
 * @param ordered whether the slices are ordered by their position; otherwise by their instance number
 * @param slices in order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SeriesGeometry(
        int rows,
        int columns,
        @Nullable Double rowSpacingMm,
        @Nullable Double columnSpacingMm,
        @Nullable List<Double> orientation,
        boolean ordered,
        List<SliceView> slices) {

    /**
     * A slice.
     *
     * @param position centre of its first pixel in the patient, x, y and z in mm; null if the image does not say
     * @param along distance from the patient's origin along the slices' normal in mm
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SliceView(
            String sopInstanceUid,
            int instanceNumber,
            int rows,
            int columns,
            @Nullable List<Double> position,
            @Nullable Double along) {}
}
