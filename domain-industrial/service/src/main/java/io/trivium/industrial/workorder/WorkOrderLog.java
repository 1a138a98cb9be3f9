package io.trivium.industrial.workorder;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Connection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records a change of a work order, in its transaction: in its history, for the maintenance system and for the models.
 */
@ApplicationScoped
class WorkOrderLog {
    private static final String SOURCE = "/industrial/work-orders";
    /** The observer of the finding. */
    private static final String OBSERVER = "technician";

    private final WorkOrderStore store;
    private final Webhook webhook;
    private final Outbox outbox;
    private final Event<LifeFinding> findings;

    WorkOrderLog(WorkOrderStore store, Webhook webhook, Outbox outbox, Event<LifeFinding> findings) {
        this.store = store;
        this.webhook = webhook;
        this.outbox = outbox;
        this.findings = findings;
    }

    /** Publishes a stored change. */
    void publish(
            Connection connection,
            TenantId tenant,
            WorkOrder order,
            String actor,
            String event,
            @Nullable String note) {
        store.addEvent(connection, tenant, order, actor, event, note);
        webhook.add(connection, tenant, order, event);
        WorkOrderOutcome outcome = order.result().outcome();
        if (outcome == null || order.task() == null || !"done".equals(event)) return;
        if (Proposals.REMAINING_LIFE_TASK.equals(order.task())) findings.fire(finding(tenant, order));
        else label(tenant, order, order.task(), outcome.wireName());
    }

    private static LifeFinding finding(TenantId tenant, WorkOrder order) {
        WorkOrder.Result result = order.result();
        Instant end = result.startedAt() == null ? result.doneAt() : result.startedAt();
        return new LifeFinding(
                tenant,
                order.assetId(),
                order.workOrderId() + ":" + order.version(),
                end == null ? order.lastChange() : end,
                order.lastChange(),
                result.outcome() == WorkOrderOutcome.CONFIRMED,
                result.failureMode());
    }

    private void label(TenantId tenant, WorkOrder order, TaskName task, String label) {
        String example = (order.alarmId() == null ? order.workOrderId() : order.alarmId()).toString();
        LabelObserved observed = new LabelObserved(example, task, label, OBSERVER, order.lastChange());
        String subject = order.workOrderId() + ":" + order.version();
        String id = EventIds.of(tenant, LabelObserved.TYPE, subject).toString();
        outbox.add(LabelObserved.TOPIC, EventEnvelope.of(id, SOURCE, example, order.lastChange(), tenant, observed));
    }
}
