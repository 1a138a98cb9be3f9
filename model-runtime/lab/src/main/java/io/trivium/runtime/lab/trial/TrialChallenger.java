package io.trivium.runtime.lab.trial;

import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.training.network.TaskData;

/**
 * A challenger and what it says it was made from.
 *
 * @param learned rows it was trained on, with the labels it was told
 * @param held rows for tests, as the store has them
 * @param note what was done to it, for people; empty when nothing is to be said
 */
record TrialChallenger(ModelPack pack, GateManifest manifest, TaskData learned, TaskData held, String note) {}
