package io.trivium.industrial.model;

import java.util.List;

/** A network for windows of lives, independent of where it runs: for remaining useful life, or for failure modes. */
public interface LifeNetwork {
    /** Answers in order: for each window, the numbers of the network's one output. */
    List<float[]> answers(List<LifeWindow> windows);
}
