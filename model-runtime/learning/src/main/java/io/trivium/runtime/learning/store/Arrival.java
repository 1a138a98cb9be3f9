package io.trivium.runtime.learning.store;

import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.learning.PreferenceObserved;
import io.trivium.core.model.TaskName;

/** A record received over a learning topic, under the id of its event. */
sealed interface Arrival {
    String eventId();

    TaskName task();

    String exampleId();

    Kind kind();

    /** The kind of an arrival. */
    enum Kind {
        EXAMPLE("example"),
        LABEL("label"),
        PREFERENCE("preference");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Name of the consumer in the inbox. */
        String consumer() {
            return "learning-" + word;
        }
    }

    record Example(String eventId, ExampleObserved data) implements Arrival {
        @Override
        public TaskName task() {
            return data.task();
        }

        @Override
        public String exampleId() {
            return data.exampleId();
        }

        @Override
        public Kind kind() {
            return Kind.EXAMPLE;
        }
    }

    record Label(String eventId, LabelObserved data) implements Arrival {
        @Override
        public TaskName task() {
            return data.task();
        }

        @Override
        public String exampleId() {
            return data.exampleId();
        }

        @Override
        public Kind kind() {
            return Kind.LABEL;
        }
    }

    record Preference(String eventId, PreferenceObserved data) implements Arrival {
        @Override
        public TaskName task() {
            return data.task();
        }

        @Override
        public String exampleId() {
            return data.exampleId();
        }

        @Override
        public Kind kind() {
            return Kind.PREFERENCE;
        }
    }
}
