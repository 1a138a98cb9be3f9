package io.trivium.industrial.model;

import java.util.List;

/** The network for remaining useful life, wherever it runs. */
public interface LifeNetwork {
    /** Answers in order: for each window, quantiles of the share of the horizon that is left. */
    List<float[]> quantiles(List<LifeWindow> windows);
}
