package io.trivium.runtime.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Models and versions; every method needs a transaction. */
@ApplicationScoped
class ModelVersionRepository {
    private static final int MOST = 1_000;

    private final EntityManager em;

    ModelVersionRepository(EntityManager em) {
        this.em = em;
    }

    /** A version, a deleted one too. */
    Optional<ModelVersionEntity> find(String model, String version) {
        return Optional.ofNullable(em.find(ModelVersionEntity.class, ModelVersionEntity.id(model, version)));
    }

    /** Versions of one model that are not deleted, the latest registered first; at most 1,000. */
    List<ModelVersionEntity> ofModel(String model) {
        return em.createQuery(
                        "from ModelVersionEntity where modelName = :model and state <> DELETED order by registeredAt desc",
                        ModelVersionEntity.class)
                .setParameter("model", model)
                .setMaxResults(MOST)
                .getResultList();
    }

    /** The tasks of all versions of a model that are not deleted, however many there are. */
    List<String> tasks(String model) {
        return em.createQuery(
                        "select distinct task from ModelVersionEntity where modelName = :model and state <> DELETED",
                        String.class)
                .setParameter("model", model)
                .getResultList();
    }

    /** Versions of every model of one task that are not deleted; at most 1,000, the latest registered. */
    List<ModelVersionEntity> ofTask(String task) {
        return em.createQuery(
                        "from ModelVersionEntity where task = :task and state <> DELETED order by registeredAt desc",
                        ModelVersionEntity.class)
                .setParameter("task", task)
                .setMaxResults(MOST)
                .getResultList();
    }

    /** The tasks of all versions that are not deleted. */
    List<String> tasks() {
        return em.createQuery("select distinct task from ModelVersionEntity where state <> DELETED", String.class)
                .getResultList();
    }

    /**
     * Versions that are in memory or were activated and failed, and those of {@code ids} in any state; by model name and
     * then the latest registered first. Not limited: versions that are only registered cannot hide those that serve.
     */
    List<ModelVersionEntity> inMemoryOr(Collection<String> ids) {
        return em.createQuery(
                        "from ModelVersionEntity where state in (LOADED, ACTIVE)"
                                + " or state = FAILED and activatedAt is not null or id in :ids"
                                + " order by modelName, registeredAt desc",
                        ModelVersionEntity.class)
                .setParameter("ids", ids)
                .getResultList();
    }

    /** All versions that are not deleted, by model name and then the latest registered first; at most 1,000. */
    List<ModelVersionEntity> all() {
        return em.createQuery(
                        "from ModelVersionEntity where state <> DELETED order by modelName, registeredAt desc",
                        ModelVersionEntity.class)
                .setMaxResults(MOST)
                .getResultList();
    }

    /** The numbers of changes and of rows: two numbers that differ after each change. */
    Object[] changes() {
        return em.createQuery("select coalesce(sum(rowVersion), 0), count(*) from ModelVersionEntity", Object[].class)
                .getSingleResult();
    }

    void add(ModelVersionEntity version, Instant now) {
        if (em.find(ModelEntity.class, version.modelName()) == null)
            em.persist(new ModelEntity(version.modelName(), now));
        em.persist(version);
    }
}
