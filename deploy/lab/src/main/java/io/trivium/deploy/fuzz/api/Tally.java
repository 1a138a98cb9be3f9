package io.trivium.deploy.fuzz.api;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts answers. Thread-safe. */
final class Tally {
    private record Key(String operation, String caller, int status) {}

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, Boolean> reached = new ConcurrentHashMap<>();

    void add(Draft draft, Answer answer) {
        String operation = draft.operation().label();
        counts.computeIfAbsent(new Key(operation, draft.caller().label(), answer.status()), _ -> new LongAdder())
                .increment();
        if (answer.isSuccess() && draft.caller().kind() == Caller.Kind.MEMBER) reached.put(operation, true);
    }

    SortedMap<String, SortedMap<String, SortedMap<Integer, Long>>> answers() {
        SortedMap<String, SortedMap<String, SortedMap<Integer, Long>>> answers = new TreeMap<>();
        counts.forEach((key, count) -> answers.computeIfAbsent(key.operation(), _ -> new TreeMap<>())
                .computeIfAbsent(key.caller(), _ -> new TreeMap<>())
                .put(key.status(), count.sum()));
        return answers;
    }

    List<String> unreached(List<Operation> operations) {
        return operations.stream()
                .map(Operation::label)
                .filter(label -> !reached.containsKey(label))
                .sorted()
                .toList();
    }
}
