package io.trivium.runtime.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model and its versions, the newest first.
 *
 * @param servingVersion the version that answers requests that name none; absent when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelView(
        String name, @Nullable String servingVersion, List<AliasView> aliases, List<ModelVersionView> versions) {}
