package io.trivium.runtime.registry;

/** Where a pack came from. */
public enum PackSource {
    /** Shipped with the platform. */
    BUNDLED,
    /** Sent by an operator. */
    UPLOADED
}
