package io.trivium.runtime.learning.update;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.TaskName;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.runtime.learning.update.UpdateConfig.TaskUpdateConfig;
import io.trivium.runtime.moe.Recipe;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Requests the updates that are due. Several processes may do so: each slot has one update. Thread-safe. */
@ApplicationScoped
class UpdateSchedule {
    private static final Logger LOG = Logger.getLogger(UpdateSchedule.class);
    private static final String PREFIX = "platform.runtime.learning.update.tasks.\"";
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final Set<String> ALL_THAT_IS_SHARED = Set.of(UpdateSettings.WHOLE, Recipe.ALL_LAYERS.toString());

    private final UpdateService updates;
    private final UpdateConfig config;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();
    /** The last slot of each organisation and task that nothing is left to do for. */
    private final Map<String, Instant> done = new ConcurrentHashMap<>();

    UpdateSchedule(UpdateService updates, UpdateConfig config, KnownTenants tenants, InstantSource clock) {
        this.updates = updates;
        this.config = config;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** Stops the start when the configuration contradicts itself. */
    void start(@Observes StartupEvent event) {
        config.tasks().forEach(UpdateSchedule::check);
    }

    static void check(String task, TaskUpdateConfig config) {
        String recipe = UpdateSettings.recipe(config);
        boolean known = recipe.equals(UpdateSettings.WHOLE)
                || Recipe.ofLabel(recipe)
                        .filter(each -> !each.takesPreferences())
                        .isPresent();
        require(known, task, "recipe", "must be last-layers, all-layers, lora or whole, not " + recipe);
        require(
                config.scope() == UpdateScope.PLATFORM || !ALL_THAT_IS_SHARED.contains(recipe),
                task,
                "recipe",
                "is " + recipe
                        + ", which moves what all organisations share; set lora or last-layers where scope is tenant");
        require(config.every().isEmpty() || config.at().isEmpty(), task, "every", "excludes at; keep one of the two");
        require(
                !config.enabled() || config.every().isPresent() || config.at().isPresent(),
                task,
                "enabled",
                "is true without a time; set every or at");
        require(
                config.every().isEmpty() || config.every().orElseThrow().compareTo(LEAST) >= 0,
                task,
                "every",
                "must be a minute at least");
        require(
                config.validationShare() + config.testShare() < 1,
                task,
                "validation-share",
                "and test-share leave nothing to learn from");
    }

    private static void require(boolean right, String task, String key, String words) {
        if (!right) throw new IllegalStateException(PREFIX + task + "\"." + key + " " + words);
    }

    @Scheduled(
            identity = "learning-update-schedule",
            every = "${platform.runtime.learning.update.poll:5s}",
            delayed = "${platform.runtime.learning.update.poll:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        for (Map.Entry<String, TaskUpdateConfig> each : config.tasks().entrySet()) {
            if (each.getValue().enabled()) look(each.getKey(), each.getValue());
        }
    }

    private void look(String task, TaskUpdateConfig due) {
        Instant now = clock.instant();
        Instant slot = due.at()
                .map(at -> UpdateTimes.latest(at, config.zone(), now))
                .orElseGet(() -> UpdateTimes.latest(due.every().orElseThrow(), now));
        for (TenantId tenant : tenants(due)) {
            String key = tenant + "/" + task;
            if (slot.equals(done.get(key))) continue;
            try {
                TaskName named = TaskName.parse(task).orElseThrow(() -> UpdateService.noChampion(task));
                switch (updates.schedule(tenant, named, slot)) {
                    case QUEUED ->
                        LOG.infof("the update of task %s that was due at %s waits, tenant %s", task, slot, tenant);
                    case DONE -> done.put(key, slot);
                    case WAITS -> {}
                }
            } catch (PlatformException e) {
                if (warned.add(task)) LOG.warnf("task %s is not updated: %s", task, e.detail());
            } catch (RuntimeException e) {
                LOG.warnf(e, "task %s is not updated for the moment", task);
            }
        }
    }

    private Collection<TenantId> tenants(TaskUpdateConfig due) {
        List<TenantId> named = due.tenants().orElse(List.of()).stream()
                .map(TenantId::new)
                .filter(tenants::contains)
                .toList();
        return due.tenants().isPresent() ? named : tenants.all();
    }
}
