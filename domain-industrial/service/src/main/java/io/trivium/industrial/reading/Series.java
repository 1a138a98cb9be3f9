package io.trivium.industrial.reading;

/**
 * The source of readings of one kind.
 *
 * @param source what an asset's readings come under
 * @param tag name of the tag there
 */
public record Series(String source, String tag) {}
