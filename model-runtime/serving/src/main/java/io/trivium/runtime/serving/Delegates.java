package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Models that are answered for elsewhere. Thread-safe. */
@FunctionalInterface
public interface Delegates {
    Delegates NONE = model -> Optional.empty();

    /** The delegate that answers for a model; empty when it is this process. */
    Optional<Delegate> find(ModelName model);

    /** Names of the models that others answer for. */
    default List<ModelName> models() {
        return List.of();
    }

    /** A server that answers for one model. */
    interface Delegate {
        InferenceService.Description describe();

        boolean isReady();

        /**
         * Passes a request on; the future ends with the answer or a {@link io.trivium.core.error.PlatformException}.
         *
         * @throws io.trivium.core.error.PlatformException when the request is wrong or the other server currently takes
         *     no requests
         */
        CompletableFuture<InferenceAnswer> infer(InferenceCall call);
    }
}
