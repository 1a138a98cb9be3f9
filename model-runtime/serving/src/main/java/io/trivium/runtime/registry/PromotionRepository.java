package io.trivium.runtime.registry;

import io.trivium.core.model.ModelName;
import io.trivium.core.model.VersionNumber;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.tenancy.TenantTransactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes of aliases; every method needs a transaction. Actions are stored in capitals. Thread-safe. */
@ApplicationScoped
class PromotionRepository {
    private static final int MOST_ALIASES = 2_000;

    private static final String SELECT = """
            select p.id, p.model_name, p.alias, p.ordinal, lower(p.action) as action, p.version, p.previous_version,
                p.below, p.changed_at, p.changed_by, p.reason
            from model_promotion p
            """;

    /**
     * The latest change of each alias that names a version. Jumps from alias to alias in the index, because PostgreSQL
     * would otherwise read the whole history.
     */
    private static final String CURRENT = """
            with recursive named as (
                (select model_name, alias from model_promotion %s order by model_name, alias limit 1)
                union all
                select next.model_name, next.alias
                from named n cross join lateral (select q.model_name, q.alias from model_promotion q
                    where (q.model_name, q.alias) > (n.model_name, n.alias) %s
                    order by q.model_name, q.alias limit 1) next)
            select p.*
            from named n cross join lateral (
            """ + SELECT + """
                where p.model_name = n.model_name and p.alias = n.alias order by p.ordinal desc limit 1) p
            where p.version is not null order by p.model_name, p.alias limit\s""" + MOST_ALIASES;

    private static final SqlQuery<Promotion> LATEST = SqlQuery.of(Promotion.class, SELECT + """
            where p.model_name = :model and p.alias = :alias order by p.ordinal desc limit 1
            """);

    private static final SqlQuery<Promotion> FIND = SqlQuery.of(Promotion.class, SELECT + "where p.id = :id");

    private static final SqlQuery<Promotion> ALL = SqlQuery.of(Promotion.class, CURRENT.formatted("", ""));

    private static final SqlQuery<Promotion> OF_MODEL = SqlQuery.of(
            Promotion.class, CURRENT.formatted("where model_name = :model", "and q.model_name = n.model_name"));

    private static final SqlQuery<Promotion> HISTORY = SqlQuery.of(Promotion.class, SELECT + """
            where p.model_name = :model and p.id < :before and (:alias::text is null or p.alias = :alias)
            order by p.id desc limit :limit
            """);

    private static final SqlQuery<Long> LAST_ID =
            SqlQuery.of(Long.class, "select coalesce(max(id), 0) from model_promotion");

    private static final SqlQuery<Long> ADD = SqlQuery.of(Long.class, """
            insert into model_promotion (model_name, alias, ordinal, action, version, previous_version, below, changed_at,
                changed_by, reason)
            values (:model, :alias, :ordinal, upper(:action), :version, :previousVersion, :below, :changedAt, :changedBy,
                :reason)
            returning id
            """);

    private final TenantTransactions transactions;

    PromotionRepository(TenantTransactions transactions) {
        this.transactions = transactions;
    }

    /** The latest change of an alias, a removal included. */
    Optional<Promotion> latest(ModelName model, String alias) {
        return transactions.withOpenConnection(connection ->
                LATEST.on(connection).set("model", model).set("alias", alias).first());
    }

    Optional<Promotion> find(long id) {
        return transactions.withOpenConnection(
                connection -> FIND.on(connection).set("id", id).first());
    }

    /** Aliases that name a version, of all models, by model and name. */
    List<Promotion> current() {
        return transactions.withOpenConnection(connection -> ALL.on(connection).list());
    }

    /** Aliases of one model that name a version, by name. */
    List<Promotion> current(ModelName model) {
        return transactions.withOpenConnection(
                connection -> OF_MODEL.on(connection).set("model", model).list());
    }

    /** Versions of one model by the aliases that name them. */
    Map<String, VersionNumber> versionsByAlias(ModelName model) {
        Map<String, VersionNumber> named = new LinkedHashMap<>();
        for (Promotion each : current(model)) {
            if (each.version() != null) named.put(each.alias(), each.version());
        }
        return named;
    }

    /** Changes of a model's aliases, the latest first; of one alias when it is given. */
    List<Promotion> history(ModelName model, Optional<String> alias, long before, int limit) {
        return transactions.withOpenConnection(connection -> HISTORY.on(connection)
                .set("model", model)
                .set("before", before)
                .set("alias", alias.orElse(null))
                .set("limit", limit)
                .list());
    }

    /** Of the latest change of any alias; 0 when there is none. */
    long lastId() {
        return transactions.withOpenConnection(
                connection -> LAST_ID.on(connection).one());
    }

    /** Stores a change; as it is stored. */
    Promotion add(Promotion promotion) {
        return promotion.withId(transactions.withOpenConnection(connection -> ADD.on(connection)
                .set("model", promotion.modelName())
                .set("alias", promotion.alias())
                .set("ordinal", promotion.ordinal())
                .set("action", promotion.action())
                .set("version", promotion.version())
                .set("previousVersion", promotion.previousVersion())
                .set("below", promotion.below())
                .set("changedAt", promotion.changedAt())
                .set("changedBy", promotion.changedBy())
                .set("reason", promotion.reason())
                .one()));
    }
}
