package io.trivium.deploy.fuzz.api;

/**
 * What a judge found in an answer.
 *
 * @param rule that was broken, such as {@code server-error}
 * @param sentence what happened
 */
record Finding(String rule, String sentence) {}
