package io.trivium.core.value;

/**
 * What has to be given before a figure can be made.
 *
 * @param key stable; a configuration key where it is one
 * @param remedy what to do, in a sentence
 */
public record ValueMissing(String key, String remedy) {}
