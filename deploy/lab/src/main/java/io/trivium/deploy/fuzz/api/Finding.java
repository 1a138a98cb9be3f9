package io.trivium.deploy.fuzz.api;

/**
 * A judge's finding in an answer.
 *
 * @param rule that was broken, such as {@code server-error}
 * @param sentence description of the finding
 */
record Finding(String rule, String sentence) {}
