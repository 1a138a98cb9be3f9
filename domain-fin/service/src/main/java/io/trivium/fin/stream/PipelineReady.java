package io.trivium.fin.stream;

/**
 * CDI event: the broker answers and all topics are there, so consumers may start.
 *
 * @param partitions of the authorization topic
 */
public record PipelineReady(int partitions) {}
