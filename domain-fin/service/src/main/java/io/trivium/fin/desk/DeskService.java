package io.trivium.fin.desk;

import io.trivium.core.error.PlatformException;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.FinErrorCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Search over payments, parties and cases of the tenant, and what is known of one party. Thread-safe. */
@ApplicationScoped
class DeskService {

    /** The period that the page of an entity covers. */
    private static final Duration LOOK_BACK = Duration.ofDays(90);

    private final TenantTransactions transactions;
    private final DeskReader reader;
    private final InstantSource clock;

    DeskService(TenantTransactions transactions, DeskReader reader, InstantSource clock) {
        this.transactions = transactions;
        this.reader = reader;
        this.clock = clock;
    }

    SearchView search(TenantId tenant, String text) {
        SearchTerm term = SearchTerm.of(text);
        SearchTerm.Problem problem = term.problem();
        if (problem != null) return new SearchView(List.of(), null, List.of(), problem.wireName());
        return transactions.withConnection(tenant, connection -> found(connection, tenant, term));
    }

    private SearchView found(Connection connection, TenantId tenant, SearchTerm term) {
        Map<Long, SearchView.CaseHit> cases = new LinkedHashMap<>();
        Long number = term.caseNumber();
        if (number != null) {
            reader.caseOf(connection, tenant, number).ifPresent(hit -> cases.put(hit.caseNumber(), hit));
        }
        String identifier = term.identifier();
        if (identifier == null) return new SearchView(List.copyOf(cases.values()), null, List.of(), null);
        List<SearchView.EntityHit> entities = new ArrayList<>();
        for (EntityType type : EntityType.values()) {
            Optional<EntityView.Row> newest = reader.newest(connection, tenant, type, identifier);
            newest.map(EntityView.Row::payment)
                    .ifPresent(payment -> entities.add(new SearchView.EntityHit(
                            type, identifier, payment.authorizationId(), payment.occurredAt())));
            if (newest.isPresent()) {
                for (SearchView.CaseHit hit : reader.casesAbout(connection, tenant, type, identifier)) {
                    cases.putIfAbsent(hit.caseNumber(), hit);
                }
            }
        }
        SearchView.FoundPayment authorization = reader.payment(connection, tenant, identifier)
                .map(EntityView.Row::payment)
                .orElse(null);
        Long ofCase = authorization == null ? null : authorization.caseNumber();
        if (ofCase != null) {
            reader.caseOf(connection, tenant, ofCase).ifPresent(hit -> cases.putIfAbsent(hit.caseNumber(), hit));
        }
        return new SearchView(List.copyOf(cases.values()), authorization, entities, null);
    }

    /**
     * The party of this type that a payment names.
     *
     * @throws PlatformException {@code entity-not-found} when there is no such payment, or it names none
     */
    EntityView entity(TenantId tenant, EntityType type, String authorizationId) {
        return transactions.withConnection(tenant, connection -> {
            EntityView.Row row =
                    reader.payment(connection, tenant, authorizationId).orElseThrow(DeskService::notFound);
            return view(connection, tenant, type, row.parties().get(type));
        });
    }

    /**
     * The customer that a case is about, or the card that identifies it.
     *
     * @throws PlatformException {@code entity-not-found} when there is no such case, or it is about neither
     */
    EntityView customerOf(TenantId tenant, long caseNumber) {
        return transactions.withConnection(tenant, connection -> {
            var party = reader.partyOfCase(connection, tenant, caseNumber).orElseThrow(DeskService::notFound);
            return view(connection, tenant, party.type(), party.value());
        });
    }

    private EntityView view(Connection connection, TenantId tenant, EntityType type, @Nullable String value) {
        if (value == null) throw notFound();
        Instant now = clock.instant();
        Instant from = now.minus(LOOK_BACK);
        List<EntityView.Row> rows = reader.payments(connection, tenant, type, value, from);
        boolean complete = rows.size() <= DeskReader.MAX_PAYMENTS;
        Map<String, Double> features = rows.isEmpty() || type.featurePrefix().isEmpty()
                ? Map.of()
                : reader.features(
                        connection, tenant, rows.getFirst().payment().authorizationId(), type.featurePrefix());
        return EntityView.of(
                type,
                value,
                from,
                complete,
                complete ? rows : rows.subList(0, DeskReader.MAX_PAYMENTS),
                reader.casesAbout(connection, tenant, type, value),
                reader.lists(connection, tenant, value, now),
                features,
                now);
    }

    private static PlatformException notFound() {
        return new PlatformException(FinErrorCode.ENTITY_NOT_FOUND, FinErrorCode.ENTITY_NOT_FOUND.meaning());
    }
}
