package io.trivium.core.error;

import java.util.List;

/** A module's error codes; every CDI bean of this type is documented under {@code /problems}. */
public interface ErrorCatalogue {

    List<? extends ErrorCode> codes();
}
