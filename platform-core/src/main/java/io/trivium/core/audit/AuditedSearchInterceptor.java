package io.trivium.core.audit;

import io.trivium.core.tenancy.TenantContext;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records the calls of {@link AuditedSearch} operations, once their answer is known and before it is sent. */
@AuditedSearch
@Interceptor
@Priority(Interceptor.Priority.APPLICATION)
class AuditedSearchInterceptor {
    private final SearchAudit searches;
    private final TenantContext tenant;
    private final UriInfo address;

    AuditedSearchInterceptor(SearchAudit searches, TenantContext tenant, UriInfo address) {
        this.searches = searches;
        this.tenant = tenant;
        this.address = address;
    }

    @AroundInvoke
    @Nullable
    Object record(InvocationContext call) throws Exception {
        Object answer = call.proceed();
        AuditedSearch search = call.getMethod().getAnnotation(AuditedSearch.class);
        searches.recordOnce(tenant.require(), search.action(), search.of(), parameters(), size(answer));
        return answer;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new TreeMap<>();
        address.getQueryParameters().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        address.getPathParameters().forEach((name, values) -> parameters.put(name, String.join(",", values)));
        return parameters;
    }

    /** Length of a list, or of the first list in a record; 1 for any other answer. */
    private static int size(@Nullable Object answer) {
        if (answer instanceof Collection<?> list) return list.size();
        if (answer instanceof Record page) {
            for (RecordComponent each : page.getClass().getRecordComponents()) {
                if (Collection.class.isAssignableFrom(each.getType())) {
                    return value(each, page) instanceof Collection<?> list ? list.size() : 0;
                }
            }
        }
        return answer == null ? 0 : 1;
    }

    private static @Nullable Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a public record can be read: " + of.getClass(), e);
        }
    }
}
