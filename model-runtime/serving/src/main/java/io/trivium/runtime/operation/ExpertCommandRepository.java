package io.trivium.runtime.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;

/** Commands to experts; every method needs a transaction. */
@ApplicationScoped
class ExpertCommandRepository {
    private final EntityManager em;

    ExpertCommandRepository(EntityManager em) {
        this.em = em;
    }

    /** All of one version, in their order. */
    List<ExpertCommandEntity> of(String model, String version) {
        return em.createQuery(
                        "from ExpertCommandEntity where modelName = :model and version = :version order by id",
                        ExpertCommandEntity.class)
                .setParameter("model", model)
                .setParameter("version", version)
                .getResultList();
    }

    /** The number of rows: rows are only added, but one with a greater number may be visible before a smaller one. */
    long count() {
        return em.createQuery("select count(*) from ExpertCommandEntity", Long.class)
                .getSingleResult();
    }

    void add(ExpertCommandEntity command) {
        em.persist(command);
        em.flush();
    }
}
