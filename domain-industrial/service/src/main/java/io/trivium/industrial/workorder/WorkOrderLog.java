package io.trivium.industrial.workorder;

import io.trivium.core.event.EventEnvelope;
import io.trivium.core.event.EventIds;
import io.trivium.core.learning.LabelObserved;
import io.trivium.core.model.TaskName;
import io.trivium.core.outbox.Outbox;
import io.trivium.core.tenancy.TenantId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Records a change of a work order, in its transaction: in its history, for the maintenance system and for the models.
 */
@ApplicationScoped
class WorkOrderLog {
    private static final String SOURCE = "/industrial/work-orders";
    /** The observer of the finding. */
    private static final String OBSERVER = "technician";

    /** The model task that predicts failure modes. */
    private static final TaskName MODE_TASK = new TaskName("industrial-failure-mode");

    private final WorkOrderStore store;
    private final Webhook webhook;
    private final Outbox outbox;

    WorkOrderLog(WorkOrderStore store, Webhook webhook, Outbox outbox) {
        this.store = store;
        this.webhook = webhook;
        this.outbox = outbox;
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
        if (outcome != null && "done".equals(event)) {
            if (order.task() != null) label(tenant, order, order.task(), outcome.wireName());
            WorkOrderPolicy.foundMode(order.evidence(), order.result())
                    .ifPresent(mode -> label(tenant, order, MODE_TASK, mode));
        }
    }

    private void label(TenantId tenant, WorkOrder order, TaskName task, String label) {
        String example = (order.alarmId() == null ? order.workOrderId() : order.alarmId()).toString();
        LabelObserved observed = new LabelObserved(example, task, label, OBSERVER, order.lastChange());
        String subject = order.workOrderId() + ":" + order.version() + (task.equals(order.task()) ? "" : ":" + task);
        String id = EventIds.of(tenant, LabelObserved.TYPE, subject).toString();
        outbox.add(LabelObserved.TOPIC, EventEnvelope.of(id, SOURCE, example, order.lastChange(), tenant, observed));
    }
}
