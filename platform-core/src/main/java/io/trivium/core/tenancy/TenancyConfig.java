package io.trivium.core.tenancy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.util.Set;

/** Tenants of this installation. */
@ConfigMapping(prefix = "platform.tenancy")
public interface TenancyConfig {

    /** Organisations served; tokens and events of any other are refused. */
    @WithDefault("demo-bank,replay-bank,other-bank")
    @NotEmpty
    Set<@Pattern(regexp = "(?!platform$)[a-z][a-z0-9-]{1,62}") String> tenants();
}
