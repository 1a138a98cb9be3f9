package io.trivium.fin.casework;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which queue a case belongs to and when it is due, by configuration. Immutable, thread-safe. */
@ApplicationScoped
class QueuePolicy {

    private final List<Map.Entry<String, CaseworkConfig.Queue>> queues;
    private final CaseworkConfig.Sla sla;

    /** @throws IllegalStateException when a case could fall between the queues */
    QueuePolicy(CaseworkConfig config) {
        this.queues = config.queues().entrySet().stream()
                .sorted(Comparator.<Map.Entry<String, CaseworkConfig.Queue>>comparingInt(
                                queue -> queue.getValue().order())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(queue -> Map.entry(queue.getKey(), queue.getValue()))
                .toList();
        this.sla = config.sla();
        if (queues.stream().noneMatch(queue -> queue.getValue().escalations())) {
            throw new IllegalStateException("platform.fin.casework.queues needs one with escalations=true");
        }
        for (CasePriority priority : CasePriority.values()) {
            if (queues.stream().noneMatch(queue -> takes(queue.getValue(), priority, Set.of()))) {
                throw new IllegalStateException("platform.fin.casework.queues needs one without reasons that takes"
                        + " priority " + priority.wireName());
            }
        }
    }

    /** The queue of a case that is not escalated. */
    String queueOf(CasePriority priority, Collection<String> reasons) {
        return queues.stream()
                .filter(queue -> takes(queue.getValue(), priority, reasons))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** The first of these names that is a queue of this desk and not the one of escalated cases. */
    Optional<String> asked(List<String> names) {
        return names.stream()
                .filter(name -> queues.stream()
                        .anyMatch(queue ->
                                queue.getKey().equals(name) && !queue.getValue().escalations()))
                .findFirst();
    }

    /** The queue of escalated cases. */
    String escalationQueue() {
        return queues.stream()
                .filter(queue -> queue.getValue().escalations())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** The queues that somebody with these roles works, in order; a supervisor works the analysts' queues too. */
    List<String> queuesFor(Set<String> roles) {
        return queues.stream()
                .filter(queue -> roles.contains("fin-supervisor")
                        || roles.contains(queue.getValue().role()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Time from opening until due. */
    Duration allowed(CasePriority priority) {
        return switch (priority) {
            case CRITICAL -> sla.critical();
            case HIGH -> sla.high();
            case MEDIUM -> sla.medium();
            case LOW -> sla.low();
        };
    }

    private static boolean takes(CaseworkConfig.Queue queue, CasePriority priority, Collection<String> reasons) {
        return !queue.escalations()
                && queue.priorities().map(taken -> taken.contains(priority)).orElse(true)
                && queue.reasons()
                        .map(wanted -> reasons.stream().anyMatch(wanted::contains))
                        .orElse(true);
    }
}
