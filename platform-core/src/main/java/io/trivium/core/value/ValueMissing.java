package io.trivium.core.value;

/**
 * A value that has to be given before a figure can be computed.
 *
 * @param key stable; a configuration key where it is one
 * @param remedy what to do, in a sentence
 */
public record ValueMissing(String key, String remedy) {}
