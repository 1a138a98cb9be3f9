package io.trivium.runtime.learning.store;

/** Topics of the learning store's tests. */
final class LearningTopics {
    static final String ALL = "learning.example.v1,learning.example.v1.dlq,learning.label.v1,learning.label.v1.dlq,"
            + "learning.preference.v1,learning.preference.v1.dlq";

    private LearningTopics() {}
}
