package io.trivium.runtime.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of aliases; every method needs a transaction. */
@ApplicationScoped
class PromotionRepository {
    private static final int MOST_ALIASES = 2_000;

    private static final String CURRENT = "from PromotionEntity p where p.version is not null and p.ordinal ="
            + " (select max(q.ordinal) from PromotionEntity q where q.modelName = p.modelName and q.alias = p.alias)";

    private final EntityManager em;

    PromotionRepository(EntityManager em) {
        this.em = em;
    }

    /** The latest change of an alias, a removal included. */
    Optional<PromotionEntity> latest(String model, String alias) {
        return em.createQuery(
                        "from PromotionEntity where modelName = :model and alias = :alias order by ordinal desc",
                        PromotionEntity.class)
                .setParameter("model", model)
                .setParameter("alias", alias)
                .setMaxResults(1)
                .getResultStream()
                .findFirst();
    }

    Optional<PromotionEntity> find(long id) {
        return Optional.ofNullable(em.find(PromotionEntity.class, id));
    }

    /** Aliases that name a version, of all models, by model and name. */
    List<PromotionEntity> current() {
        return em.createQuery(CURRENT + " order by p.modelName, p.alias", PromotionEntity.class)
                .setMaxResults(MOST_ALIASES)
                .getResultList();
    }

    /** Aliases of one model that name a version, by name. */
    List<PromotionEntity> current(String model) {
        return em.createQuery(CURRENT + " and p.modelName = :model order by p.alias", PromotionEntity.class)
                .setParameter("model", model)
                .setMaxResults(MOST_ALIASES)
                .getResultList();
    }

    /** Versions of one model by the aliases that name them. */
    Map<String, String> versionsByAlias(String model) {
        Map<String, String> named = new LinkedHashMap<>();
        for (PromotionEntity each : current(model)) {
            if (each.version() != null) named.put(each.alias(), each.version());
        }
        return named;
    }

    /** Changes of a model's aliases, the latest first; of one alias when it is given. */
    List<PromotionEntity> history(String model, Optional<String> alias, long before, int limit) {
        var query = em.createQuery(
                        "from PromotionEntity where modelName = :model and id < :before"
                                + (alias.isPresent() ? " and alias = :alias" : "") + " order by id desc",
                        PromotionEntity.class)
                .setParameter("model", model)
                .setParameter("before", before)
                .setMaxResults(limit);
        alias.ifPresent(name -> query.setParameter("alias", name));
        return query.getResultList();
    }

    /** Of the latest change of any alias; 0 when there is none. */
    long lastId() {
        return em.createQuery("select coalesce(max(id), 0) from PromotionEntity", Long.class)
                .getSingleResult();
    }

    void add(PromotionEntity promotion) {
        em.persist(promotion);
        em.flush();
    }
}
