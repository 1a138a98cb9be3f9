package io.trivium.runtime.serving;

import io.trivium.core.model.VersionNumber;
import org.jspecify.annotations.Nullable;

/**
 * Decides which version answers requests that name none, and receives their outcome. It is called on the path of every
 * request: its methods must not wait or throw. Thread-safe.
 */
@FunctionalInterface
public interface TrafficSplit {
    /** Everything to the version that answers unversioned requests. */
    TrafficSplit NONE = call -> null;

    /** The handling of a request that names no version; null when it is treated like any other. */
    @Nullable
    Turn turn(InferenceCall call);

    /** One request of a model whose traffic is split or watched. */
    interface Turn {
        /** The version to answer it, if it is loaded; null for the one that answers unversioned requests. */
        @Nullable
        VersionNumber version();

        /**
         * Tells how it ended; its caller has, or is being given, the answer.
         *
         * @param version the version it ran on
         * @param answer null when it failed
         * @param failure null when it was answered
         */
        void ended(VersionNumber version, @Nullable InferenceAnswer answer, @Nullable Throwable failure);
    }
}
