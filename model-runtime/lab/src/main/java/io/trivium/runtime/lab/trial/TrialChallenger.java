package io.trivium.runtime.lab.trial;

import io.trivium.runtime.learning.gate.GateManifest;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.training.network.TaskData;

/**
 * A challenger and the data that it claims it was made from.
 *
 * @param learned rows it was trained on, with the labels it received
 * @param held rows for tests, as the store has them
 * @param note description of the change for people; may be empty
 */
record TrialChallenger(ModelPack pack, GateManifest manifest, TaskData learned, TaskData held, String note) {}
