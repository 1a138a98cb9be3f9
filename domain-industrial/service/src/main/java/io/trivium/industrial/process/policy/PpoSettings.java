package io.trivium.industrial.process.policy;

/**
 * Settings for training a policy by proximal policy optimisation (Schulman et al. 2017).
 *
 * @param episodes jobs an iteration
 * @param steps moves of the settings an episode
 * @param batch examples of one gradient
 * @param clip how far the probability of an action may move in one iteration
 * @param discount γ
 * @param trace λ of generalised advantage estimation (Schulman et al. 2016)
 * @param actorRate learning rate at the start; falls to {@link #FINAL_RATE} of it
 * @param firstDeviation of explored actions at the start, in actions; falls evenly on a logarithmic scale to
 *     {@code lastDeviation}
 */
public record PpoSettings(
        int iterations,
        int episodes,
        int steps,
        int epochs,
        int batch,
        double clip,
        double discount,
        double trace,
        double actorRate,
        double criticRate,
        double firstDeviation,
        double lastDeviation,
        int hidden,
        long seed) {
    static final double FINAL_RATE = 0.05;

    public PpoSettings {
        if (iterations < 1 || episodes < 1 || steps < 1 || epochs < 1 || batch < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    "iterations, episodes, steps, epochs, batch and hidden must be positive");
        }
        if (!(clip > 0 && discount > 0 && discount <= 1 && trace >= 0 && trace <= 1)) {
            throw new IllegalArgumentException("clip, discount or trace is out of range");
        }
        if (!(lastDeviation > 0 && firstDeviation >= lastDeviation)) {
            throw new IllegalArgumentException("explored deviations must be positive and fall");
        }
    }

    public static PpoSettings standard(long seed) {
        return new PpoSettings(300, 512, 10, 4, 1024, 0.2, 0.99, 0.95, 1e-3, 1e-3, 0.5, 0.04, 64, seed);
    }

    public PpoSettings iterations(int count) {
        return new PpoSettings(
                count,
                episodes,
                steps,
                epochs,
                batch,
                clip,
                discount,
                trace,
                actorRate,
                criticRate,
                firstDeviation,
                lastDeviation,
                hidden,
                seed);
    }

    double deviation(double progress) {
        return firstDeviation * Math.pow(lastDeviation / firstDeviation, progress);
    }

    double rate(double start, double progress) {
        return start * (FINAL_RATE + (1 - FINAL_RATE) * (1 - progress));
    }
}
