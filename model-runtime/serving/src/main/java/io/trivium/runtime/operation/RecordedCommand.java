package io.trivium.runtime.operation;

import java.util.List;

/** One command to experts of a version, as recorded. */
record RecordedCommand(ExpertCommand command, List<String> experts) {
    RecordedCommand {
        experts = List.copyOf(experts);
    }
}
