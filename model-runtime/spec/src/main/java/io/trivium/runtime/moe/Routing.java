package io.trivium.runtime.moe;

/**
 * The experts that the tokens of one layer are routed to. Entry {@code t·k + j} belongs to the j-th choice of token t,
 * the best first.
 *
 * @param experts numbers of the chosen experts, −1 where a token has fewer than k to choose from
 * @param weights factor of each chosen expert's output; the ones of a token sum to the route scale, or all are 0 when it
 *     has no expert
 */
@SuppressWarnings("ArrayRecordComponent") // read by inner loops; never compared
public record Routing(int tokens, int k, int[] experts, float[] weights) {

    /** Tokens sent to each expert, [E]. */
    public int[] load(int experts) {
        int[] load = new int[experts];
        for (int expert : this.experts) if (expert >= 0) load[expert]++;
        return load;
    }
}
