package io.trivium.med.reading;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** The reason for an act; it is recorded. */
public record ReasonRequest(@NotBlank @Size(max = LONGEST) String reason) {
    static final int LONGEST = 1_000;
}
