package io.trivium.core.tenancy;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import io.trivium.core.security.ConsoleResource;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses authenticated callers of a protected endpoint that represent neither a served tenant nor the platform. */
class TenantRule {

    private final CurrentIdentityAssociation identities;
    private final TenantContext tenant;

    TenantRule(CurrentIdentityAssociation identities, TenantContext tenant) {
        this.identities = identities;
        this.tenant = tenant;
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    Uni<Response> requireTenant(ResourceInfo resource) {
        if (isOpen(resource)) return Uni.createFrom().nullItem();
        return identities.getDeferredIdentity().chain(identity -> {
            checkTenant(identity);
            return Uni.createFrom().nullItem();
        });
    }

    private void checkTenant(SecurityIdentity identity) {
        if (!identity.isAnonymous()) tenant.current().ifPresent(id -> MDC.put("tenantId", id.value()));
    }

    private static boolean isOpen(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        return method != null
                && (isOpen(method)
                        || isOpen(resource.getResourceClass())
                        || resource.getResourceClass() == ConsoleResource.class); // everybody may log out
    }

    private static boolean isOpen(@Nullable AnnotatedElement element) {
        return element != null
                && (element.isAnnotationPresent(PermitAll.class) || element.isAnnotationPresent(WithoutTenant.class));
    }
}
