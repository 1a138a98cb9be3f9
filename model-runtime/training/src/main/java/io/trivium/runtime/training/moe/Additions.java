package io.trivium.runtime.training.moe;

import java.util.List;
import java.util.Optional;

/**
 * The additions of a training to its rows.
 *
 * @param rowLoss in the place of the task's loss; rows need no labels then
 * @param losses terms in addition to it
 * @param choice of the epoch; the weights before the first step take part in it, so that a training that makes nothing
 *     better changes nothing
 * @param lora trains adapters instead of the weights
 * @param about words that distinguish this training from others, for the fingerprint of its checkpoint
 */
public record Additions(
        Optional<RowLoss> rowLoss,
        List<AddedLoss> losses,
        Optional<EpochChoice> choice,
        Optional<Lora> lora,
        String about) {
    /** Nothing. */
    public static final Additions NONE =
            new Additions(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), "");

    public Additions {
        losses = List.copyOf(losses);
    }

    /** Terms alone. */
    public static Additions ofLosses(List<AddedLoss> losses, String about) {
        return new Additions(Optional.empty(), losses, Optional.empty(), Optional.empty(), about);
    }
}
