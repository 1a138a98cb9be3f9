package io.trivium.core.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.jspecify.annotations.Nullable;

/**
 * Writes into the API description the role that a setting names, where {@code @RolesAllowed} names only the setting:
 * the service's default role unless the operator configures another. Runs while the service is built.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class SettingRoles implements OASFilter {
    private static final Pattern SETTING = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");

    @Override
    public @Nullable Operation filterOperation(Operation operation) {
        if (operation.getSecurity() != null) operation.getSecurity().forEach(SettingRoles::resolve);
        return operation;
    }

    private static void resolve(SecurityRequirement requirement) {
        Config config = ConfigProvider.getConfig();
        requirement.getSchemes().forEach((scheme, scopes) -> {
            List<String> resolved =
                    scopes.stream().map(scope -> role(scope, config)).distinct().toList();
            requirement.addScheme(scheme, resolved);
        });
    }

    private static String role(String scope, Config config) {
        Matcher setting = SETTING.matcher(scope);
        if (!setting.matches()) return scope;
        Optional<String> named = config.getOptionalValue(setting.group(1), String.class);
        return named.orElseGet(() -> Optional.ofNullable(setting.group(2)).orElse(scope));
    }
}
