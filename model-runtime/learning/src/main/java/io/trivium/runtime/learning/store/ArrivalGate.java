package io.trivium.runtime.learning.store;

import io.trivium.core.learning.ExampleObserved;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.runtime.learning.store.ExampleGate.Refusal;
import io.trivium.runtime.pack.ModelSpec;
import io.trivium.runtime.pack.Objective;
import io.trivium.runtime.registry.TaskCatalogue;
import io.trivium.runtime.registry.TaskCatalogue.TaskVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides whether an arrival may be stored, as far as possible without the store. Thread-safe. */
@ApplicationScoped
class ArrivalGate {
    private final TaskCatalogue catalogue;
    private final TaskPolicies policies;
    private final InstantSource clock;
    private final LearningConfig config;
    private final ExampleGate inputs;

    ArrivalGate(TaskCatalogue catalogue, TaskPolicies policies, InstantSource clock, LearningConfig config) {
        this.catalogue = catalogue;
        this.policies = policies;
        this.clock = clock;
        this.config = config;
        this.inputs = new ExampleGate(config.largestMagnitude());
    }

    /** The versions of the models of a task, for {@link #check}. */
    List<TaskVersion> versions(TaskName task) {
        return catalogue.versions(task);
    }

    /**
     * Why it may not be stored; empty when it may. Only examples need a model: labels are kept for the day when a model
     * can learn from them (ADR 0008).
     */
    Optional<Refusal> check(Arrival arrival, List<TaskVersion> versions) {
        return switch (arrival) {
            case Arrival.Example example -> check(example.data(), versions);
            case Arrival.Label label -> check(label.data());
            case Arrival.Preference preference -> ahead(preference.data().observedAt());
        };
    }

    private Optional<Refusal> check(ExampleObserved example, List<TaskVersion> versions) {
        if (versions.isEmpty()) return refusal(RejectionReason.UNKNOWN_TASK, "No model of this task is registered.");
        Optional<Refusal> ahead = ahead(example.occurredAt());
        if (ahead.isPresent()) return ahead;
        if (!policies.isRetentionClass(example.retentionClass())) {
            return refusal(
                    RejectionReason.UNKNOWN_RETENTION_CLASS,
                    "The retention class must be one of " + policies.retentionClasses() + ".");
        }
        Objective.Retention retention = versions.getFirst().spec().objective().retention();
        if (example.occurredAt().isBefore(policies.oldest(example.retentionClass(), retention, clock.instant()))) {
            return refusal(RejectionReason.EXPIRED, "It is older than examples of its task and class are kept.");
        }
        Optional<Refusal> closest = Optional.empty();
        for (ModelSpec spec : candidates(example, versions)) {
            Optional<Refusal> wrong = inputs.check(example, spec);
            if (wrong.isEmpty()) return wrong;
            if (closest.isEmpty()) closest = wrong;
        }
        return closest;
    }

    /** The version that scored the example first: the example must match its inputs. */
    private static List<ModelSpec> candidates(ExampleObserved example, List<TaskVersion> versions) {
        List<ModelSpec> specs = new ArrayList<>();
        for (TaskVersion version : versions) {
            if (version.name().equals(example.modelVersion())) specs.addFirst(version.spec());
            else specs.add(version.spec());
        }
        return specs;
    }

    private Optional<Refusal> check(LabelObserved label) {
        if (!policies.labels(label.task()).knows(label.label())) {
            return refusal(RejectionReason.UNKNOWN_LABEL, "The task has no such label.");
        }
        return ahead(label.observedAt());
    }

    private Optional<Refusal> ahead(Instant time) {
        return time.isAfter(clock.instant().plus(config.clockTolerance()))
                ? refusal(RejectionReason.TIME_AHEAD, "Its time is ahead of this machine's clock.")
                : Optional.empty();
    }

    private static Optional<Refusal> refusal(RejectionReason reason, String detail) {
        return Optional.of(new Refusal(reason, detail));
    }
}
