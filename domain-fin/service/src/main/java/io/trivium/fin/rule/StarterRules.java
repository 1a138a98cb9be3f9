package io.trivium.fin.rule;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.trivium.core.audit.AuditEvent;
import io.trivium.core.audit.AuditLog;
import io.trivium.core.audit.AuditOutcome;
import io.trivium.core.tenancy.KnownTenants;
import io.trivium.core.tenancy.TenantId;
import io.trivium.core.tenancy.TenantTransactions;
import io.trivium.fin.list.ListKind;
import io.trivium.fin.list.ListRepository;
import io.trivium.fin.rule.engine.RuleDefinition;
import io.trivium.fin.rule.engine.RuleState;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Gives each tenant of {@link RuleConfig#starterTenants} that has no rule yet a set to begin with: drafts, and versions in
 * shadow, which show what they would do. None is live: that takes two people of the tenant.
 */
@ApplicationScoped
class StarterRules {

    static final String AUTHOR = "system:starter-rules";

    private static final Logger LOG = Logger.getLogger(StarterRules.class);
    private static final String FILE = "/starter-rules.json";
    private static final String REASON = "Bundled with the product";

    /** The bundled file. */
    record Bundle(List<StarterList> lists, List<StarterRule> rules) {}

    /** A list without entries. */
    record StarterList(String name, ListKind kind, String description) {}

    /** A rule in its first version. */
    record StarterRule(String ruleId, RuleState state, RuleDefinition definition) {}

    private final RuleConfig config;
    private final RuleRepository rules;
    private final ListRepository lists;
    private final TenantTransactions transactions;
    private final AuditLog audit;
    private final KnownTenants tenants;
    private final InstantSource clock;
    private final ObjectMapper json;

    StarterRules(
            RuleConfig config,
            RuleRepository rules,
            ListRepository lists,
            TenantTransactions transactions,
            AuditLog audit,
            KnownTenants tenants,
            InstantSource clock,
            ObjectMapper json) {
        this.config = config;
        this.rules = rules;
        this.lists = lists;
        this.transactions = transactions;
        this.audit = audit;
        this.tenants = tenants;
        this.clock = clock;
        this.json = json;
    }

    /** Before the engine reads the rules for the first time. */
    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) throws IOException {
        Bundle bundle = read();
        for (String name : config.starterTenants().orElse(Set.of())) {
            TenantId tenant = new TenantId(name);
            if (tenants.contains(tenant)) {
                transactions.withConnection(tenant, connection -> {
                    if (rules.latest(connection, tenant).isEmpty()) {
                        give(connection, tenant, bundle);
                        LOG.infof(
                                "%s begins with %d bundled rules",
                                tenant, bundle.rules().size());
                    }
                    return bundle;
                });
            }
        }
    }

    Bundle read() throws IOException {
        try (InputStream file = StarterRules.class.getResourceAsStream(FILE)) {
            if (file == null) throw new IllegalStateException(FILE + " is missing");
            return json.readValue(file, Bundle.class);
        }
    }

    private void give(Connection connection, TenantId tenant, Bundle bundle) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (StarterList list : bundle.lists()) {
            lists.create(connection, tenant, list.name(), list.kind(), list.description(), AUTHOR, now);
        }
        for (StarterRule starter : bundle.rules()) {
            RuleVersion rule = RuleVersion.draft(starter.ruleId(), 1, starter.definition(), AUTHOR, now);
            // Another instance may start at the same time.
            if (rules.add(connection, tenant, rule)) {
                act(connection, tenant, rule, "create", now);
                if (starter.state() == RuleState.SHADOW) {
                    rules.update(connection, tenant, rule.withState(RuleState.SHADOW));
                    act(connection, tenant, rule, "shadow", now);
                }
            }
        }
    }

    private void act(Connection connection, TenantId tenant, RuleVersion rule, String act, Instant now) {
        rules.addEvent(
                connection,
                tenant,
                rule.ruleId(),
                rule.version(),
                new RuleDetail.Event(rule.version(), now, AUTHOR, act, REASON));
        audit.append(new AuditEvent(
                tenant,
                AUTHOR,
                "rule." + act,
                "rule/" + rule.ruleId() + "/" + rule.version(),
                AuditOutcome.SUCCESS,
                Map.of("reason", REASON)));
    }
}
