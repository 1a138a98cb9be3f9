package io.trivium.runtime.learning.proposal;

import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.error.PlatformException;
import io.trivium.core.model.ModelName;
import io.trivium.core.sql.SqlQuery;
import io.trivium.core.sql.SqlUpdate;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.runtime.RuntimeErrorCode;
import io.trivium.runtime.learning.proposal.ProposalView.Pending;
import io.trivium.runtime.registry.ChampionSwitch;
import io.trivium.runtime.registry.VersionRecords;
import io.trivium.runtime.registry.store.VersionRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Champions that one operator proposes and another approves: models of high-risk tasks change by hand in no other way. A
 * model has at most one proposal; a new one replaces it. Thread-safe.
 */
@ApplicationScoped
class Proposals {
    private static final String SELECT =
            "select version, proposed_at, proposed_by, reason from model_proposal where model_name = :model";

    private static final SqlQuery<Pending> FIND = SqlQuery.of(Pending.class, SELECT);

    private static final SqlQuery<Pending> LOCK = SqlQuery.of(Pending.class, SELECT + " for update");

    private static final SqlUpdate PUT = SqlUpdate.of("""
            insert into model_proposal (model_name, version, proposed_at, proposed_by, reason)
            values (:model, :version, :now, :by, :reason)
            on conflict (model_name) do update set version = excluded.version, proposed_at = excluded.proposed_at,
                proposed_by = excluded.proposed_by, reason = excluded.reason
            """);

    private static final SqlUpdate DELETE = SqlUpdate.of("delete from model_proposal where model_name = :model");

    private final ChampionSwitch champions;
    private final VersionRecords versions;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final InstantSource clock;

    Proposals(
            ChampionSwitch champions,
            VersionRecords versions,
            TenantTransactions transactions,
            AuditLog audit,
            InstantSource clock) {
        this.champions = champions;
        this.versions = versions;
        this.transactions = transactions;
        this.audit = audit;
        this.clock = clock;
    }

    /** @throws PlatformException {@code model-not-found} */
    ProposalView find(String model) {
        boolean needed = champions.needsSecondPerson(model);
        return new ProposalView(
                new ModelName(model),
                needed,
                transactions
                        .withConnection(
                                TenantId.PLATFORM,
                                connection ->
                                        FIND.on(connection).set("model", model).first())
                        .orElse(null));
    }

    /** @throws PlatformException {@code model-version-not-found} */
    ProposalView put(TenantId tenant, String by, String model, String version, String reason) {
        versions.require(tenant, model, version);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        transactions.withConnection(tenant, connection -> {
            PUT.on(connection)
                    .set("model", model)
                    .set("version", version)
                    .set("now", now)
                    .set("by", by)
                    .set("reason", reason)
                    .run();
            record("model.propose", tenant, by, model, version, AuditOutcome.SUCCESS, Map.of("reason", reason));
            return model;
        });
        return find(model);
    }

    /** Removes a proposal: by its author, or by a second person who refuses it. */
    void remove(TenantId tenant, String by, String model, String reason) {
        transactions.withConnection(tenant, connection -> {
            Pending pending = LOCK.on(connection).set("model", model).first().orElseThrow(() -> none(model));
            DELETE.on(connection).set("model", model).run();
            Map<String, String> details = Map.of("reason", reason, "proposedBy", pending.proposedBy());
            record(
                    "model.proposal.remove",
                    tenant,
                    by,
                    model,
                    pending.version().value(),
                    AuditOutcome.SUCCESS,
                    details);
            return model;
        });
    }

    /**
     * Makes the proposed version the champion.
     *
     * @param version the one that the approver saw; another is refused
     * @throws PlatformException {@code second-person-needed} for who proposed or registered the version; {@code
     *     model-proposal-not-found}; what the registry refuses
     */
    ProposalView approve(TenantId tenant, String by, String model, String version, String reason) {
        Pending pending = transactions
                .withConnection(
                        TenantId.PLATFORM,
                        connection -> FIND.on(connection).set("model", model).first())
                .filter(seen -> seen.version().value().equals(version))
                .orElseThrow(() -> none(model));
        VersionRecord record = versions.require(tenant, model, version);
        if (by.equals(pending.proposedBy()) || by.equals(record.registeredBy())) {
            transactions.withConnection(tenant, _ -> {
                Map<String, String> details = Map.of("reason", "the same person registered or proposed it");
                record("model.promote", tenant, by, model, version, AuditOutcome.REFUSED, details);
                return model;
            });
            throw new PlatformException(
                    RuntimeErrorCode.SECOND_PERSON_NEEDED,
                    "Version " + version + " of model " + model + " is approved by another operator than the one who"
                            + " registered it (" + record.registeredBy() + ") or proposed it (" + pending.proposedBy()
                            + ").");
        }
        String said = "Proposed by " + pending.proposedBy() + ", approved by " + by + ": " + reason;
        ChampionSwitch.Move move = new ChampionSwitch.Move(
                record.model(),
                champions.champion(record.model()).orElse(null),
                record.version(),
                tenant,
                by,
                said.substring(0, Math.min(said.length(), 500)));
        champions.promote(
                move, () -> transactions.withOpenConnection(connection -> settle(connection, record.model(), pending)));
        return find(model);
    }

    /** In the transaction of the move; the number of proposals removed. */
    private static int settle(Connection connection, ModelName model, Pending pending) {
        if (!LOCK.on(connection).set("model", model).first().equals(Optional.of(pending))) throw none(model.value());
        return DELETE.on(connection).set("model", model).run();
    }

    private static PlatformException none(String name) {
        return new PlatformException(
                RuntimeErrorCode.MODEL_PROPOSAL_NOT_FOUND,
                "No such version of model " + name + " is proposed as champion; read its proposal again.");
    }

    @SuppressWarnings("TooManyParameters") // one entry
    private void record(
            String action,
            TenantId tenant,
            String by,
            String model,
            String version,
            AuditOutcome outcome,
            Map<String, ?> details) {
        audit.append(new AuditEvent(tenant, by, action, "model/" + model + ":" + version, outcome, details));
    }
}
