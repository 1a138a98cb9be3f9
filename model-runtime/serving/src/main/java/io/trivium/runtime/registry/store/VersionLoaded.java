package io.trivium.runtime.registry.store;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;

/** Fired when a registered version was loaded into memory, before it receives any request. */
public record VersionLoaded(ModelName model, VersionNumber version) {}
