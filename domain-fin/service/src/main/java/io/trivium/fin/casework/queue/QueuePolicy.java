package io.trivium.fin.casework.queue;

import io.trivium.fin.rule.DeskQueues;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which queue a case belongs to and when it is due, by configuration. Immutable, thread-safe. */
@ApplicationScoped
public class QueuePolicy implements DeskQueues {

    private final List<Map.Entry<String, CaseworkConfig.Queue>> queues;
    private final CaseworkConfig.Sla sla;

    /** @throws IllegalStateException when a case could fall between the queues */
    public QueuePolicy(CaseworkConfig config) {
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
    public String queueOf(CasePriority priority, Collection<String> reasons) {
        return queues.stream()
                .filter(queue -> takes(queue.getValue(), priority, reasons))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** The first of these names that is a queue of this desk and not the one of escalated cases. */
    public Optional<String> asked(List<String> names) {
        return names.stream().filter(forRules()::contains).findFirst();
    }

    @Override
    public List<String> forRules() {
        return queues.stream()
                .filter(queue -> !queue.getValue().escalations())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The queue of escalated cases. */
    public String escalationQueue() {
        return queues.stream()
                .filter(queue -> queue.getValue().escalations())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** Returns the queues of a user with these roles, in order; a supervisor works on the analysts' queues too. */
    public List<String> queuesFor(Set<String> roles) {
        return queues.stream()
                .filter(queue -> roles.contains("fin-supervisor")
                        || roles.contains(queue.getValue().role()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Time from opening until due: the priority's, or the queue's where that is shorter. */
    public Duration allowed(CasePriority priority, String queue) {
        Duration byPriority = switch (priority) {
            case CRITICAL -> sla.critical();
            case HIGH -> sla.high();
            case MEDIUM -> sla.medium();
            case LOW -> sla.low();
        };
        return find(queue)
                .flatMap(CaseworkConfig.Queue::sla)
                .filter(own -> own.compareTo(byPriority) < 0)
                .orElse(byPriority);
    }

    /** Whether a user who holds this many open cases of the queue may receive one more. */
    public boolean mayHoldMore(String queue, long held) {
        return find(queue).map(one -> held < one.limit()).orElse(true);
    }

    /** Returns the queues of which a user may hold no more cases. */
    public Set<String> full(Map<String, QueueView> counts) {
        return counts.values().stream()
                .filter(one -> !mayHoldMore(one.name(), one.mine()))
                .map(QueueView::name)
                .collect(Collectors.toSet());
    }

    private Optional<CaseworkConfig.Queue> find(String name) {
        return queues.stream()
                .filter(queue -> queue.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean takes(CaseworkConfig.Queue queue, CasePriority priority, Collection<String> reasons) {
        return !queue.escalations()
                && queue.priorities().map(taken -> taken.contains(priority)).orElse(true)
                && queue.reasons()
                        .map(wanted -> reasons.stream().anyMatch(wanted::contains))
                        .orElse(true);
    }
}
