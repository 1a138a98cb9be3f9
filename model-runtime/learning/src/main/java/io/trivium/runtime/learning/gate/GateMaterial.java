package io.trivium.runtime.learning.gate;

import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.pack.ModelPack;
import io.trivium.runtime.pack.TrustedKeys;
import java.time.Instant;
import java.util.Optional;

/**
 * All data that gates use.
 *
 * @param challenger its whole pack, verified
 * @param rival the best simple model of the same data set; absent when there is none
 * @param trust keys whose signatures count
 * @param manifest absent when the challenger names none
 * @param held labelled rows that neither learned from
 * @param trained labelled rows that the challenger learned from
 * @param former labelled rows of the older half of its part for training
 * @param newer labelled rows of the newer half that the champion has not seen
 * @param recent the newest rows, labelled or not
 * @param tenant whose rows these are, and whose own experts answer
 */
public record GateMaterial(
        ModelPack challenger,
        ModelPack champion,
        Optional<ModelPack> rival,
        TrustedKeys trust,
        Optional<GateManifest> manifest,
        GateRows held,
        GateRows trained,
        GateRows former,
        GateRows newer,
        GateRows recent,
        TenantId tenant,
        Instant now) {
    /**
     * Whether a mixture of experts is to replace a simple model, which is far smaller and faster than any mixture of
     * experts, so that multiples of its size and time limit nothing.
     */
    public boolean replacesRival() {
        return champion.isRival() && !challenger.isRival();
    }
}
