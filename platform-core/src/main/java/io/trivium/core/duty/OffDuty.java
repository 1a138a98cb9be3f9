package io.trivium.core.duty;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.ScheduledExecution;
import jakarta.inject.Singleton;

/** Leaves a scheduled task to the instance that is on duty. */
@Singleton
public class OffDuty implements Scheduled.SkipPredicate {
    private final Duty duty;

    OffDuty(Duty duty) {
        this.duty = duty;
    }

    @Override
    public boolean test(ScheduledExecution execution) {
        return !duty.isMine();
    }
}
