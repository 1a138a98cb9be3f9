-- Search and entity pages. Alerts are a few of a hundred payments, so indexes on them cost the payment path nothing. The one
-- on decisions has rows only for payments whose sender names a customer; cards have decision_by_card already.
create index decision_by_customer on decision (tenant_id, customer_id, occurred_at desc) where customer_id is not null;
create index fraud_case_by_customer on fraud_case (tenant_id, customer, case_number desc);
create index case_alert_by_merchant on case_alert (tenant_id, merchant_id, occurred_at desc) where merchant_id is not null;
create index case_alert_by_terminal on case_alert (tenant_id, terminal_id, occurred_at desc) where terminal_id is not null;
create index case_alert_by_device on case_alert (tenant_id, device_id, occurred_at desc) where device_id is not null;
create index case_alert_by_counterparty on case_alert (tenant_id, counterparty_id, occurred_at desc)
    where counterparty_id is not null;

-- Filters and sort order of a list that a user has given a name.
create table saved_view (
    tenant_id text not null,
    view_id uuid not null,
    user_name text not null,
    page text not null check (page in ('queue', 'history')),
    name text not null check (length(name) between 1 and 60),
    query text not null check (length(query) <= 500),
    saved_at timestamptz not null,
    primary key (tenant_id, view_id)
);
create unique index saved_view_named on saved_view (tenant_id, user_name, page, name);

alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy tenant on saved_view
    using (tenant_id = nullif(current_setting('app.tenant', true), ''))
    with check (tenant_id = nullif(current_setting('app.tenant', true), ''));

do $$
declare
    app text := current_schema() || '_app';
begin
    execute format('revoke all on saved_view from public, %I', app);
    execute format('grant select, insert, update, delete on saved_view to %I', app);
end
$$;
