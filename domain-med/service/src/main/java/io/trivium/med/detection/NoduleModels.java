package io.trivium.med.detection;

/**
 * The networks of the detector, wherever they run. Every call takes several rows, one after the other; numbers are
 * row-major float32.
 */
public interface NoduleModels {
    /**
     * Probability that a voxel belongs to a nodule, of blocks of the resampled volume.
     *
     * @param blocks {@code [count, 1, 32, 32, 32]} HU, limited to −1000 … 400
     * @return of the same shape
     */
    float[] candidates(float[] blocks, int count);

    /**
     * Probability that there is a nodule at the cube's centre.
     *
     * @param cubes {@code [count, 1, 20, 40, 40]} HU as {@link NoduleCube#sample} gives them
     * @param features {@code [count, 36]}, {@link SuspectFeatures}
     * @return {@code [count]}
     */
    float[] suspicions(float[] cubes, float[] features, int count);

    /**
     * Probability that a voxel belongs to the nodule at the cube's centre.
     *
     * @param cubes {@code [count, 1, 20, 40, 40]} HU as {@link NoduleCube#sample} gives them
     * @return of the same shape
     */
    float[] outlines(float[] cubes, int count);

    /**
     * Expected ratings from 1 to 5, by {@link NoduleRating}.
     *
     * @param cubes as above
     * @param features {@code [count, 23]}, {@link NoduleFeatures}
     * @return {@code [count, 7]}
     */
    float[] ratings(float[] cubes, float[] features, int count);
}
