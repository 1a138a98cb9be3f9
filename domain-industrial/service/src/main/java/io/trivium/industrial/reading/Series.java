package io.trivium.industrial.reading;

/**
 * Where readings of one kind come from.
 *
 * @param source what an asset's readings come under
 * @param tag name of the tag there
 */
public record Series(String source, String tag) {}
