package io.trivium.industrial.alarm;

import io.trivium.core.tenancy.TenantId;

/** CDI event: rules of an organisation were changed here, and the change is committed. */
record AlarmRulesChanged(TenantId tenant) {}
