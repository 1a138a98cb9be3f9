package io.trivium.industrial.alarm.rule;

import io.trivium.core.tenancy.TenantId;

/** CDI event: rules of an organisation were changed here, and the change is committed. */
public record AlarmRulesChanged(TenantId tenant) {}
