package io.trivium.deploy.faults.fin;

import io.trivium.core.sql.SqlUpdate;
import io.trivium.deploy.faults.Promise;
import io.trivium.deploy.faults.Sabotage;
import io.trivium.deploy.faults.Violation.Kind;
import io.trivium.deploy.standalone.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The sabotage of the payments flow after a run has settled, each on an authorization of its own. */
public enum FinSabotage implements Sabotage {
    /** The load's ledger contains one that was never sent to the platform. */
    authorization_lost(Kind.LOST, ""),
    /** The row of a decision is deleted. */
    decision_row_lost(Kind.ROW, "delete from fin.decision where authorization_id = :id"),
    /** The row of a decision has another outcome than the log. */
    decision_row_changed(
            Kind.ROW,
            "update fin.decision set outcome = case outcome when 'decline' then 'approve' else 'decline' end"
                    + " where authorization_id = :id");

    private final Kind kind;
    private final String sql;

    FinSabotage(Kind kind, String sql) {
        this.kind = kind;
        this.sql = sql;
    }

    @Override
    public List<Promise> reports() {
        return List.of(kind);
    }

    /** @param id of an authorization over Kafka that was decided */
    void apply(String id, Ledger ledger, Database database) throws SQLException {
        if (sql.isEmpty()) {
            Payment seen = ledger.payment(id);
            if (seen == null) throw new IllegalArgumentException("no client sent " + id);
            // On a card and a terminal of its own, whose features are not queried.
            Payment never = new Payment(
                    seen.tenant(),
                    id + "-never-sent",
                    "tok_never",
                    "term-never",
                    seen.amountMinor(),
                    seen.occurredAt());
            ledger.sending(never);
            ledger.acknowledged(never.id());
            return;
        }
        try (Connection connection = database.connect()) {
            Sabotage.begin(connection);
            Sabotage.require(SqlUpdate.of(sql).on(connection).set("id", id).run(), this);
            connection.commit();
        }
    }

    @Override
    public String toString() {
        return name().replace('_', '-');
    }
}
