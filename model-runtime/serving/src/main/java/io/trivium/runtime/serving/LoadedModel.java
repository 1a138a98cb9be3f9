package io.trivium.runtime.serving;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.runtime.execution.ModelSignature;
import io.trivium.runtime.execution.ServedModel;

/** A model version as the scheduler knows it: its inputs and run times. One per loaded version; thread-safe. */
final class LoadedModel {
    final ServedModel served;
    final ModelSignature signature;
    /** The load that all versions of the model share. */
    final ModelLoad load;
    /** Time of a whole run. */
    final RunTimes runs = new RunTimes();

    final ModelStatistics statistics = new ModelStatistics();

    LoadedModel(ServedModel served, ModelLoad load) {
        this.served = served;
        this.load = load;
        this.signature = served.signature();
    }

    ModelName name() {
        return served.name();
    }

    VersionNumber version() {
        return served.version();
    }
}
