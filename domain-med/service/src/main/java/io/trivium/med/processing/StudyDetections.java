package io.trivium.med.processing;

import io.trivium.core.tenancy.TenantId;
import io.trivium.med.detection.NoduleDetector;

/** Gives the detector for one study. Safe for use by several threads. */
interface StudyDetections {

    /** Begins with a study of an organisation. */
    Detection begin(TenantId tenant);

    /** The detector of one study, used by one thread. */
    interface Detection {
        NoduleDetector detector();

        /** Versions of the models that answered, once the detector is done; at most 64 characters. */
        String version();
    }
}
