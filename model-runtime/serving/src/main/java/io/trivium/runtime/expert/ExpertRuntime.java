package io.trivium.runtime.expert;

import ai.onnxruntime.OrtEnvironment;
import io.trivium.runtime.expert.piece.ExpertMemory;
import io.trivium.runtime.expert.piece.ExpertSettings;
import io.trivium.runtime.expert.piece.Graph;
import java.util.concurrent.Executor;

/**
 * State that all models of experts share.
 *
 * @param background where pieces are opened that no request waits for
 */
record ExpertRuntime(
        OrtEnvironment environment,
        Graph.Opener opener,
        ExpertMemory memory,
        ExpertSettings settings,
        Executor background,
        ExpertMetrics metrics) {}
