package io.trivium.runtime.registry.store;

/** Fired when a registered version came into memory, before anything is asked of it. */
public record VersionLoaded(String model, String version) {}
