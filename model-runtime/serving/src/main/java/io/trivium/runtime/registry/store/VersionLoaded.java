package io.trivium.runtime.registry.store;

/** Fired when a registered version was loaded into memory, before it receives any request. */
public record VersionLoaded(String model, String version) {}
