package io.trivium.med.reading;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** Why somebody acts; goes on record. */
public record ReasonRequest(@NotBlank @Size(max = LONGEST) String reason) {
    static final int LONGEST = 1_000;
}
