package io.trivium.med.archive;

/**
 * The limits of the store.
 *
 * @param largestInstance longest data set, in bytes
 * @param reservedSpace free bytes of the file system below which nothing is taken
 */
record ArchiveLimits(long largestInstance, long reservedSpace) {}
