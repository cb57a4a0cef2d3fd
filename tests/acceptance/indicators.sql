-- Indicators computed from recorded interactions in plain SQL, by their definitions in CATALOGUE.md and by nothing of the platform's code.
-- Input: table recorded (interaction jsonb). Result: a view in schema i for each indicator, named like it, with
-- (label, component, value): a row for each period; component '' is the value; no value is null. Periods are those of the days from :first to :last.

create schema i;

create function money(sent jsonb, rate text) returns numeric immutable language sql return
  (coalesce((sent->>'units')::numeric, 0) + coalesce((sent->>'nanos')::numeric, 0) / 1e9) * coalesce(nullif(rate, '')::numeric, 1);
create function seconds(duration text) returns numeric immutable language sql return coalesce(rtrim(duration, 's')::numeric, 0);
-- Steps of the clock on the wall.
create function shift(at timestamptz, by interval) returns timestamptz stable language sql return
  ((at at time zone 'Europe/Berlin') + by) at time zone 'Europe/Berlin';
create function percent(part numeric, whole numeric) returns numeric immutable language sql return part * 100 / nullif(whole, 0);

-- The highest revision of each interaction; the whole history of a customer linked to another counts as the survivor's.
create table latest as
  select distinct on (interaction->>'customer', interaction->>'source', interaction->>'id') interaction
  from recorded
  order by interaction->>'customer', interaction->>'source', interaction->>'id', (interaction->>'revision')::int desc;
create table links as
  select interaction->>'customer' as customer, interaction#>>'{identityLinked,survivor}' as survivor from latest where interaction ? 'identityLinked';
create table ev as
  select coalesce(survivor, l.interaction->>'customer') as customer, l.interaction->>'source' as source, l.interaction->>'id' as id,
    (l.interaction->>'occurTime')::timestamptz as t, coalesce(l.interaction->>'channel', '') as channel, coalesce(l.interaction->>'contact', '') as contact,
    kind, l.interaction->kind as f,
    row_number() over (order by (l.interaction->>'occurTime')::timestamptz, l.interaction->>'source' collate "C",
      sha256(convert_to(l.interaction->>'source', 'UTF8') || '\x00'::bytea || convert_to(l.interaction->>'id', 'UTF8'))) as n
  from latest l left join links on links.customer = l.interaction->>'customer', jsonb_object_keys(l.interaction) kind
  where kind not in ('customer', 'source', 'id', 'revision', 'occurTime', 'channel', 'contact', 'labels');
create index on ev (kind, t);
create index on ev (customer, kind);
analyze ev;

create table p as
  select to_char(d, case g when 'month' then 'YYYY-MM' when 'quarter' then 'YYYY-"Q"Q' else 'YYYY' end) as label, g,
    d at time zone 'Europe/Berlin' as s, (d + step) at time zone 'Europe/Berlin' as e, (d - step) at time zone 'Europe/Berlin' as before,
    extract(day from (d + step) - d)::numeric as days, months
  from (values ('month', interval '1 month', 1), ('quarter', interval '3 months', 3), ('year', interval '1 year', 12)) as gs(g, step, months),
    generate_series(:'first'::timestamp, :'last'::timestamp, step) d;

-- Tables that several indicators start from.
create table orders as
  select customer, t, n, channel, f->>'orderId' as order_id, money(f->'amount', f->>'exchangeRate') - money(f->'discount', f->>'exchangeRate') as net,
    money(f->'cost', f->>'exchangeRate') as cost, coalesce((f->>'customised')::bool, false) as customised,
    jsonb_array_length(coalesce(f->'promotionIds', '[]')) > 0 as promoted, coalesce(f->>'salesperson', '') as salesperson
  from ev where kind = 'purchase';
create index on orders (customer, t);
create index on orders (t);
create table order_lines as
  select customer, t, n, coalesce(line->>'product', '') as product, coalesce(line->>'family', '') as family, coalesce(line->>'category', '') as category, coalesce((line->>'tier')::int, 0) as tier,
    (line->>'quantity')::numeric as quantity, round((line->>'quantity')::numeric * money(line->'unitPrice', f->>'exchangeRate'), 2) as total, coalesce(line->'tags', '[]') ? 'sustainable' as sustainable
  from ev, jsonb_array_elements(f->'lines') line where kind = 'purchase';
create table first_of_category as select customer, category, min(t) as t from order_lines where category <> '' group by 1, 2;
create index on order_lines (customer);
create index on first_of_category (customer);
analyze order_lines, first_of_category, orders;
create table refunds as select customer, t, channel, money(f->'amount', f->>'exchangeRate') as amount, coalesce(f->>'orderId', '') as order_id from ev where kind = 'refund';
create table sales as
  select customer, t, channel, net as amount from orders union all select customer, t, channel, -amount from refunds;
create table subs as
  select customer, f->>'subscription' as subscription, kind, n, coalesce((f->>'effectiveTime')::timestamptz, t) as at,
    case when kind = 'subscriptionCancelled' then 0 else money(f->'recurringAmount', f->>'exchangeRate') end *
    case f->>'interval' when 'BILLING_INTERVAL_WEEK' then 365.25 / 84 when 'BILLING_INTERVAL_QUARTER' then 1.0 / 3 when 'BILLING_INTERVAL_YEAR' then 1.0 / 12 else 1 end as monthly
  from ev where kind like 'subscription%';
create table sub_spans as
  select customer, subscription, min(at) filter (where kind = 'subscriptionStarted') as started, min(at) filter (where kind = 'subscriptionCancelled') as ended
  from subs group by 1, 2;
create table acquired as
  select customer, min(t) as t from (select customer, t from orders union all select customer, started from sub_spans where started is not null) a group by 1;
-- Purchases keep in the base for 90 days, subscriptions from after their start to their end.
create function in_base(who text, at timestamptz) returns bool stable language sql return
  exists (select from orders where customer = who and t >= shift(at, '-90 days') and t < at)
  or exists (select from sub_spans where customer = who and started < at and (ended is null or ended >= at));
create table base as
  select label, customer, t as acquired, in_base(customer, s) as s, in_base(customer, e) as e, t >= p.s and t < p.e as fresh,
    exists (select from orders o where o.customer = a.customer and o.t >= shift(p.s, '-90 days') and o.t < p.e)
    or exists (select from sub_spans b where b.customer = a.customer and started < p.e and (ended is null or ended >= p.s)) as at_any
  from p, acquired a;
create index on base (label);
analyze base;
create table bases as
  select label, count(*) filter (where s) as s, count(*) filter (where e) as e, count(*) filter (where s and e) as retained, count(*) filter (where s and not e) as lost,
    count(*) filter (where e and not s and not fresh) as returned, count(*) filter (where e and fresh) as fresh_in_base, count(*) filter (where fresh) as fresh,
    count(*) filter (where at_any) as at_any
  from base group by 1;
create table sold as
  select label, g, before, days, (select coalesce(sum(amount), 0) from sales where t >= s and t < e) as revenue, (select count(*) from orders where t >= s and t < e) as orders,
    (select count(distinct customer) from orders where t >= s and t < e) as payers, (select coalesce(sum(cost), 0) from orders where t >= s and t < e) as cost,
    (select coalesce(sum(amount), 0) from sales where t >= before and t < s) as revenue_before,
    (select count(distinct customer) from orders where t >= before and t < s) as payers_before,
    (select percent(count(*) filter (where customised), count(*)) from orders where t >= s and t < e) as customised,
    (select percent(count(*) filter (where customised), count(*)) from orders where t >= before and t < s) as customised_before
  from p;

create view i.orders as select label, '' as component, orders::numeric as value from sold;
create view i.revenue as select label, '' as component, revenue as value from sold;
create view i.revenue_by_order_date as
  select label, '' as component, (select coalesce(sum(amount), 0) from (
    select t, net as amount from orders
    union all select coalesce((select o.t from orders o where o.customer = r.customer and o.order_id = r.order_id and r.order_id <> '' order by n limit 1), r.t), -amount from refunds r) x
    where t >= s and t < e) as value from p;
create view i.sales_by_channel as
  select label, '' as component, revenue as value from sold
  union all select label, c, (select coalesce(sum(amount), 0) from sales where t >= s and t < e and case when channel in ('web', 'store', 'app') then channel else 'other' end = c)
  from p, unnest(array['web', 'store', 'app', 'other']) c;
create view i.average_purchase_value as select label, '' as component, revenue / nullif(orders, 0) as value from sold;
create view i.purchase_frequency as select label, '' as component, orders::numeric / nullif(payers, 0) * 365.25 / days as value from sold;
create view i.gross_margin as select label, '' as component, percent(revenue - cost, revenue) as value from sold;
create view i.sales_per_customer_increase as
  select label, '' as component, (revenue / nullif(payers, 0) / nullif(revenue_before / nullif(payers_before, 0), 0) - 1) * 100 as value from sold;
create view i.customization_climb as select label, '' as component, customised - customised_before as value from sold;
create view i.active_customers as
  select label, '' as component, (select count(distinct customer) from ev where t >= s and t < e and (kind in ('customerRegistered', 'purchase', 'refund', 'surveyAnswered',
    'ticketOpened', 'ticketReopened', 'complaint', 'call', 'visit', 'journeyStep', 'promotionRedeemed', 'subscriptionStarted', 'subscriptionChanged', 'subscriptionCancelled',
    'loyaltyJoined', 'loyaltyLeft', 'loyaltyPointsRedeemed', 'mention', 'usage') or kind = 'ticketMessage' and f->>'author' = 'MESSAGE_AUTHOR_CUSTOMER'))::numeric as value from p;

create view i.new_customers as select label, '' as component, fresh::numeric as value from bases;
create view i.base_movement as
  select label, component, value::numeric from bases, lateral (values ('', e), ('start', s), ('end', e), ('retained', retained), ('lost', lost), ('returned', returned),
    ('new_in_base', fresh_in_base)) as v(component, value);
create view i.customer_retention_rate as select label, '' as component, percent(retained, s) as value from bases;
create view i.churn_rate as select label, '' as component, percent(lost, s) as value from bases;
create view i.customer_base_expansion as select label, '' as component, percent(e - s, s) as value from bases;
create view i.complaints_rate as
  select label, '' as component, percent((select count(*) from ev where kind = 'complaint' and t >= p.s and t < p.e), at_any) as value from p join bases using (label);
create view i.repeat_customer_rate as
  select label, '' as component, (select percent(count(*) filter (where c > 1), count(*)) from (select count(*) as c from orders where t < e group by customer) x) as value from p;
create view i.repeat_in_period_rate as
  select label, '' as component, (select percent(count(*) filter (where c > 1), count(*)) from (select count(*) as c from orders where t >= s and t < e group by customer) x) as value from p;
create view i.return_after_first_purchase as
  select label, '' as component, (select percent(count(*) filter (where (select count(*) from orders o where o.customer = x.customer and o.t <= shift(x.t, '90 days')) > 1), count(*))
    from (select customer, min(t) as t from orders group by 1) x where shift(x.t, '90 days') < e) as value from p;
create view i.returning_customer_growth as
  with r as (select label, (select count(distinct customer) from orders o where t >= f and t < u and exists (select from orders x where x.customer = o.customer and x.t < f)) as c, half
    from p, lateral (values (1, shift(e, '-6 months'), e), (0, shift(e, '-12 months'), shift(e, '-6 months'))) as w(half, f, u))
  select a.label, '' as component, percent(a.c - b.c, b.c) as value from r a join r b on b.label = a.label and a.half = 1 and b.half = 0;
create view i.buying_frequency_increase_share as
  select label, '' as component, percent(count(*) filter (where (select count(*) from orders o where o.customer = b.customer and o.t >= p.s and o.t < p.e)
    > (select count(*) from orders o where o.customer = b.customer and o.t >= p.before and o.t < p.s)), count(*)) as value
  from p join base b using (label) where (b.s or b.e) and (select min(t) from orders o where o.customer = b.customer) < p.before group by 1;
create view i.first_purchase_cohorts as select label, '' as component, (select count(*) from (select min(t) as t from orders group by customer) x where t >= s and t < e)::numeric as value from p;
create table existing_buyers as
  select label, customer from p, lateral (select customer from orders group by 1 having min(t) < s and count(*) filter (where t >= s and t < e) > 0) x;
create view i.cross_sell_rate as
  select label, '' as component, percent(count(*) filter (where exists (select from first_of_category x where x.customer = b.customer and x.t >= s and x.t < e)), count(*)) as value from p join existing_buyers b using (label) group by 1;
create view i.upsell_rate as
  select label, '' as component, percent(count(*) filter (where exists (select from order_lines l where l.customer = b.customer and l.t >= s and l.t < e and l.tier > 0 and l.family <> ''
    and l.tier > (select max(tier) from order_lines x where x.customer = l.customer and x.n < l.n and x.family = l.family and x.tier > 0))), count(*)) as value
  from p join existing_buyers b using (label) group by 1;
create view i.sustainable_purchase_share as
  select label, '' as component, (select percent(sum(total) filter (where sustainable), sum(total)) from order_lines where t >= s and t < e) as value from p;
-- From the first to the last local day of activity; an ended subscription was active up to its end.
create view i.customer_lifespan as
  select label, component, value from p, lateral (
    select avg((b at time zone 'Europe/Berlin')::date - (a at time zone 'Europe/Berlin')::date) filter (where not inside) / 365.25 as mean, count(*) filter (where inside) as censored
    from (select customer, min(first) as a, max(last) as b, in_base(customer, e) as inside from (
      select customer, t as first, t as last from orders where t < e
      union all select customer, started, case when ended < e then ended else started end from sub_spans where started < e) x group by 1) y) z,
    lateral (values ('', mean), ('censored', censored)) as v(component, value);
create view i.clv_simple as
  with x as (select label, revenue / nullif(orders, 0) as average, orders::numeric / nullif(payers, 0) * 365.25 / days as yearly, lost::numeric / nullif(s, 0) * 365.25 / days as churn
    from sold join bases using (label))
  select label, component, value from x, lateral (select case when churn is null then null when churn <= 1.0 / 3 then 3 else 1 / churn end as years, average * churn * 0 as none) y,
    lateral (values ('', average * yearly * years), ('average_purchase_value', average + none), ('purchases_per_year', yearly + none), ('lifespan_years', years + none), ('annual_churn', churn * 100 + none),
      ('lifespan_is_capped', case when churn <= 1.0 / 3 then 1 else 0 end + none), ('horizon_years', 3 + none)) as v(component, value);

-- Surveys.
create table answers as
  select customer, contact, t, n, channel, f->>'ticket' as ticket, f->>'orderId' as order_id, f->>'channel' as about, coalesce(f->>'item', '') as item, survey, case survey when 'csat' then 'csat' when 'grades' then 'csat' else survey end as type,
    case survey when 'grades' then 7 - v else v end as v, case survey when 'csat' then v >= 4 when 'grades' then 7 - v >= 5 when 'ces' then v >= 5 else v >= 9 end as good
  from ev, lateral (select f->>'survey' as survey, coalesce((f->>'value')::numeric, 0) as v) x where kind = 'surveyAnswered';
create view i.csat as select label, '' as component, (select percent(count(*) filter (where good), count(*)) from answers where type = 'csat' and item = '' and t >= s and t < e) as value from p;
create view i.ces as
  select label, component, value from p, lateral (select avg(v) as mean, percent(count(*) filter (where good), count(*)) as share from answers where type = 'ces' and item = '' and t >= s and t < e) x,
    lateral (values ('', mean), ('easy_share', share)) as y(component, value);
create view i.customer_satisfaction_ratio as
  select label, '' as component, (select percent(count(*) filter (where good), count(*)) from (
    select distinct on (customer) good from answers where type = 'csat' and item = '' and t >= s and t < e order by customer, n desc) x) as value from p;
create table promoters as
  select label, percent(count(*) filter (where v >= 9), count(v)) as promoters, percent(count(*) filter (where v <= 6), count(v)) as detractors
  from p left join lateral (select distinct on (customer, contact, survey) v from answers where type = 'nps' and item = '' and t >= s and t < e order by customer, contact, survey, n desc) x on true
  group by 1;
create view i.nps as select label, '' as component, promoters - detractors as value from promoters;
create view i.promoter_share as select label, '' as component, promoters as value from promoters;
create view i.detractor_share as select label, '' as component, detractors as value from promoters;
create view i.enthusiasm as select label, '' as component, (select avg(v) from answers where item = 'enthusiasm' and t >= s and t < e) as value from p;
create view i.emotional_connection as select label, '' as component, (select avg(v) from answers where item = 'emotional_connection' and t >= s and t < e) as value from p;
create table invitations as
  select customer, contact, t, n, f->>'survey' as survey, lead(n) over (partition by customer, contact, f->>'survey' order by n) as next from ev where kind = 'surveyInvited';
create view i.survey_response_rate as
  select label, '' as component, (select percent(count(*) filter (where exists (select from answers a where a.customer = x.customer and a.contact = x.contact and a.survey = x.survey
    and a.n > x.n and (next is null or a.n < next))), count(*)) from invitations x where t >= s and t < e) as value from p;

-- Tickets.
create table tickets as
  select customer, f->>'ticket' as ticket, t as opened, f->>'category' as category, (f->>'dueTime')::timestamptz as due from ev where kind = 'ticketOpened';
create table ticket_events as
  select customer, f->>'ticket' as ticket, kind, t, n, f->>'author' as author from ev where kind in ('ticketMessage', 'ticketResolved', 'ticketReopened');
create table resolved as
  select label, s, e, customer, ticket, opened, category, min(r.t) as first_in, max(r.t) as last_in
  from p join ticket_events r on kind = 'ticketResolved' and r.t >= s and r.t < e join tickets using (customer, ticket) group by 1, 2, 3, 4, 5, 6, 7;
create view i.average_resolution_time as
  select label, '' as component, extract(epoch from avg(last_in - opened)) / 3600 as value from p left join resolved using (label) group by 1;
create view i.reopen_rate as
  select label, '' as component, percent(count(*) filter (where exists (select from ticket_events x where x.customer = r.customer and x.ticket = r.ticket and kind = 'ticketReopened'
    and x.t >= first_in)), count(r.ticket)) as value from p left join resolved r using (label) group by 1;
create view i.ticket_backlog as
  select label, '' as component, (select count(*) from tickets k where opened < e and coalesce((select kind from ticket_events x where x.customer = k.customer and x.ticket = k.ticket and t < e
    and kind <> 'ticketMessage' order by n desc limit 1), '') <> 'ticketResolved')::numeric as value from p;
create view i.issues_addressing_index as
  select label, '' as component, (select percent(count(*) filter (where (select max(t) from ticket_events x where x.customer = k.customer and x.ticket = k.ticket and kind = 'ticketResolved') <= due
    and (select kind from ticket_events x where x.customer = k.customer and x.ticket = k.ticket and kind <> 'ticketMessage' order by n desc limit 1) = 'ticketResolved'), count(*))
    from tickets k where due is not null and opened >= s and opened < e) as value from p;
create view i.first_contact_resolution as
  select label, '' as component, percent(count(*) filter (where not exists (select from ticket_events x where x.customer = r.customer and x.ticket = r.ticket
      and x.t >= first_in and x.t <= shift(first_in, '7 days') and (kind = 'ticketReopened' or author = 'MESSAGE_AUTHOR_CUSTOMER'))
    and not exists (select from tickets k where k.customer = r.customer and k.ticket <> r.ticket and k.category = r.category and opened > first_in and opened <= shift(first_in, '7 days'))),
    count(*)) as value
  from resolved r where not exists (select from ticket_events x where x.customer = r.customer and x.ticket = r.ticket and kind = 'ticketResolved' and x.t < r.s) group by 1;
create table replies as
  select label, extract(epoch from min(m.t) - opened) / 60 as minutes from p join tickets k on opened >= s and opened < e
  join ticket_events m using (customer, ticket) where m.author = 'MESSAGE_AUTHOR_AGENT' group by label, customer, ticket, opened;
create view i.response_time as
  select label, component, value from (select label, (array_agg(minutes order by minutes))[1 + floor(0.5 * (count(*) - 1))] as a, (array_agg(minutes order by minutes))[1 + floor(0.9 * (count(*) - 1))] as b from replies group by 1) x,
    lateral (values ('', a), ('p90', b)) as v(component, value);
-- What an answer is about is known by then, or it is of its own channel.
create view i.cross_channel_consistency as
  with experiences as (
    select t, good, case when a.about is not null then a.about when a.ticket is not null then coalesce((select channel from ev where kind = 'ticketOpened' and ev.customer = a.customer and f->>'ticket' = a.ticket
        and ev.n < a.n order by ev.n limit 1), a.channel) when a.order_id is not null then coalesce((select o.channel from orders o where o.customer = a.customer and o.order_id = a.order_id
        and o.n < a.n order by o.n limit 1), a.channel) else a.channel end as channel
    from answers a where type = 'csat' and item = ''),
  compared as (
    select label, channel, percent(count(*) filter (where good), count(*)) as csat from p join experiences on t >= s and t < e where channel in ('web', 'store', 'app') group by 1, 2 having count(*) >= 30)
  select label, '' as component, case when count(channel) > 1 then max(csat) - min(csat) end as value from p left join compared using (label) group by 1
  union all select label, channel, csat from compared;

-- First entries of a step, and whether the next one followed in time; all windows are over by now.
create table steps as
  select journey, step, lead(step) over (partition by journey order by place) as next, days
  from (values ('signup', array['visit', 'register', 'pay'], interval '10 days'), ('claim', array['report', 'check', 'settle', 'close'], interval '3 days')) as j(journey, names, days),
    unnest(names) with ordinality as x(step, place);
create table passages as
  select customer, n, t, f->>'journey' as journey, coalesce(f->>'instance', '') as instance, f->>'step' as step from ev where kind = 'journeyStep';
create table entries as
  select a.*, exists (select from passages b where b.customer = a.customer and b.journey = a.journey and b.instance = a.instance and b.step = x.next and b.n > a.n and b.t <= shift(a.t, x.days)) as followed
  from (select distinct on (customer, journey, instance, step) * from passages order by customer, journey, instance, step, n) a join steps x using (journey, step) where x.next is not null;
create view i.journey_drop_off as
  select label, '' as component, percent(count(*) filter (where not followed), count(step)) as value from p left join entries on t >= s and t < e group by 1
  union all select label, journey || '/' || step, percent(count(*) filter (where not followed), count(*)) from p join entries on t >= s and t < e group by 1, 2;

-- Calls, contact time, visits.
create table calls as
  select customer, t, f->>'call' as call, f->>'outcome' as outcome, seconds(f->>'ivrDuration') as ivr, seconds(f->>'queueDuration') as queue, seconds(f->>'talkDuration') as talk,
    seconds(f->>'talkDuration') + seconds(f->>'holdDuration') + seconds(f->>'wrapUpDuration') as handled, coalesce((f->>'transferred')::bool, false) as transferred,
    f->>'outcome' = 'CALL_OUTCOME_ANSWERED' as answered, f->>'outcome' in ('CALL_OUTCOME_ANSWERED', 'CALL_OUTCOME_ABANDONED_QUEUE') as offered
  from ev where kind = 'call';
create table called as
  select label, sum(handled) filter (where answered) as handled, sum(queue) filter (where answered) as queue, count(*) filter (where answered) as answered, count(*) filter (where offered) as offered,
    count(*) filter (where answered and queue <= 20) as fast, count(*) filter (where outcome = 'CALL_OUTCOME_ABANDONED_QUEUE') as abandoned, count(*) filter (where answered and transferred) as transferred,
    count(*) filter (where ivr > 0 or outcome in ('CALL_OUTCOME_CONTAINED', 'CALL_OUTCOME_ABANDONED_IVR')) as ivr, count(*) filter (where outcome = 'CALL_OUTCOME_CONTAINED') as contained,
    count(*) filter (where outcome = 'CALL_OUTCOME_ABANDONED_IVR') as abandoned_ivr, count(call) as calls
  from p left join calls on t >= s and t < e group by 1;
create view i.average_handle_time as select label, '' as component, handled / nullif(answered, 0) as value from called;
create view i.average_speed_of_answer as select label, '' as component, queue / nullif(answered, 0) as value from called;
create view i.service_level as select label, '' as component, percent(fast, offered) as value from called;
create view i.abandonment_rate as select label, '' as component, percent(abandoned, offered) as value from called;
create view i.transfer_rate as select label, '' as component, percent(transferred, answered) as value from called;
create view i.ivr_containment as select label, '' as component, percent(contained, ivr) as value from called;
create view i.ivr_abandonment as select label, '' as component, percent(abandoned_ivr, ivr) as value from called;
create table contact_times as select customer, t, seconds(f->>'duration') as duration, coalesce(f->>'call', '') as call from ev where kind = 'contactTime';
create view i.hours_with_customers as
  select label, '' as component, ((select coalesce(sum(duration), 0) from contact_times where t >= s and t < e)
    + (select coalesce(sum(talk), 0) from calls c where t >= s and t < e and not exists (select from contact_times x where x.customer = c.customer and x.call = c.call))) / 3600 as value from p;
create table visits as
  select customer, t, coalesce(nullif(f->>'session', ''), id) as session, seconds(f->>'duration') as duration, f->>'place' = 'VISIT_PLACE_ONLINE' as online from ev where kind = 'visit';
create view i.time_on_site as
  select label, '' as component, (select sum(duration) from visits where online and t >= s and t < e)
    / nullif((select count(*) from (select min(t) as t from visits where online group by customer, session) x where t >= s and t < e), 0) as value from p;
create view i.online_engagement as
  select label, '' as component, percent(count(*) filter (where exists (select from visits v where v.customer = b.customer and online and v.t >= p.s and v.t < p.e)), count(*)) as value
  from p join base b using (label) where b.e group by 1;
create view i.browse_to_purchase_conversion as
  select label, '' as component, (select percent(count(*) filter (where exists (select from orders o where o.customer = x.customer and o.t >= s and o.t < e)), count(*))
    from (select distinct customer from visits where t >= s and t < e) x) as value from p;

-- Promotions, loyalty, attributes, records, experiments.
create view i.used_a_promotion as
  select label, '' as component, percent(count(*) filter (where exists (select from ev where ev.customer = b.customer and kind = 'promotionRedeemed' and t >= p.s and t < p.e)), count(*)) as value
  from p join base b using (label) where b.e group by 1;
create view i.new_via_promotion as
  select label, '' as component, percent(count(*) filter (where (select promoted from orders o where o.customer = b.customer order by n limit 1)), count(*)) as value from base b where fresh group by 1;
create view i.referral_share as
  select label, '' as component, percent(count(*) filter (where exists (select from ev where ev.customer = b.customer and kind = 'customerRegistered' and f->>'referrer' <> '')), count(*)) as value
  from base b where fresh group by 1;
create view i.loyalty_participation as
  select label, '' as component, percent(count(*) filter (where exists (select from (
    select distinct on (f->>'programme') kind from ev where ev.customer = b.customer and kind in ('loyaltyJoined', 'loyaltyLeft') and t < p.e order by f->>'programme', n desc) x
    where kind = 'loyaltyJoined')), count(*)) as value from p join base b using (label) where b.e group by 1;
-- The discount of an order is shared out over its lines; a product that both members and others bought, at the price of each.
create view i.price_premium_accepted as
  with bought as (
    select o.customer, o.t, x.product, x.quantity, round(x.total * case when o.gross = 0 then 1 else o.net / o.gross end, 2) as paid,
      coalesce((select kind = 'loyaltyJoined' from ev where ev.customer = o.customer and kind in ('loyaltyJoined', 'loyaltyLeft') and f->>'programme' = 'gold' and ev.n < o.n order by ev.n desc limit 1), false) as member
    from (select ev.customer, ev.t, ev.n, orders.net, money(f->'amount', f->>'exchangeRate') as gross from ev join orders on orders.n = ev.n where kind = 'purchase') o
      join (select n, product, sum(quantity) as quantity, sum(total) as total from order_lines where product <> '' group by 1, 2) x using (n)),
  both_bought as (
    select label, product, sum(quantity) filter (where member) as mine, sum(paid) filter (where member) as mine_paid, sum(paid) filter (where not member) / sum(quantity) filter (where not member) as price
    from p join bought on t >= s and t < e group by 1, 2 having bool_or(member) and not bool_and(member))
  select label, '' as component, (sum(mine_paid) / nullif(sum(mine * price), 0) - 1) * 100 as value from p left join both_bought using (label) group by 1;
create view i.points_outstanding as
  select label, '' as component, (select coalesce(sum(case kind when 'loyaltyPointsEarned' then 1 when 'loyaltyPointsRedeemed' then -1 end * (f->>'points')::numeric), 0) from ev where kind like 'loyaltyPoints%' and t < e) as value from p;
create table regions as
  select customer, n, t, f#>>'{attributes,region}' as region from ev where kind in ('customerRegistered', 'profileUpdated') and f->'attributes' ? 'region';
create table base_regions as
  select label, b.customer, (select region from regions r where r.customer = b.customer and r.t < p.e order by n desc limit 1) as region from p join base b using (label) where b.e;
create view i.areas_covered as select label, '' as component, count(distinct region) filter (where region in ('north', 'south', 'west'))::numeric as value from p left join base_regions using (label) group by 1;
create view i.target_customers as select label, '' as component, percent(count(*) filter (where region = 'north'), count(*)) as value from base_regions group by 1;
create view i.database_alignment as
  select label, '' as component, (select percent(count(*) filter (where digests = 1), count(*)) from (select count(distinct digest) as digests from (
    select distinct on (customer, f->>'system') customer, f->>'digest' as digest from ev where kind = 'sourceRecord' and t < e order by customer, f->>'system', n desc) x
    group by customer having count(*) > 1) y) as value from p;
create view i.technological_solutions_used as select label, '' as component, (select count(distinct source) from ev where t >= s and t < e)::numeric as value from p;
create view i.personalization_effect as
  select label, component, value from p, lateral (select percent(count(*) filter (where treated and bought), count(*) filter (where treated)) as a,
    percent(count(*) filter (where not treated and bought), count(*) filter (where not treated)) as b
    from (select distinct on (customer, f->>'experiment') t, f->>'arm' <> 'control' as treated, exists (select from orders o where o.customer = ev.customer and o.n > ev.n) as bought
      from ev where kind = 'experimentAssigned' order by customer, f->>'experiment', n) x where t >= s and t < e) y,
    lateral (values ('', a - b), ('treated', a + 0 * b), ('control', b + 0 * a)) as v(component, value);
create table recurring as
  select label, customer, coalesce(sum(a), 0) as a, coalesce(sum(b), 0) as b from p, (select distinct customer, subscription from subs) k,
    lateral (select (select monthly from subs x where x.customer = k.customer and x.subscription = k.subscription and x.at < s order by at desc, n desc limit 1) as a,
      (select monthly from subs x where x.customer = k.customer and x.subscription = k.subscription and x.at < e order by at desc, n desc limit 1) as b) y group by 1, 2;
create view i.net_revenue_retention as
  select label, component, value from (select label, sum(a) as a, sum(b) as b, coalesce(sum(b - a) filter (where b > a), 0) as expansion, coalesce(sum(a - b) filter (where b < a and b > 0), 0) as contraction,
    coalesce(sum(a) filter (where b = 0), 0) as churned from recurring where a > 0 group by 1) x,
    lateral (values ('', percent(b, a)), ('start', a), ('expansion', expansion), ('contraction', contraction), ('churned', churned)) as v(component, value);

-- Spending, evenly over its local days, the remainder on the last; cost to serve.
create table spent as
  select category, d at time zone 'Europe/Berlin' as t, medium, (trunc(amount / days) + case when d = last then amount - days * trunc(amount / days) else 0 end) / 100 as amount
  from (select f->>'category' as category, f->>'medium' as medium, money(f->'amount', f->>'exchangeRate') * 100 as amount, (f->>'startTime')::timestamptz at time zone 'Europe/Berlin' as first,
    ((f->>'endTime')::timestamptz at time zone 'Europe/Berlin') - interval '1 day' as last from ev where kind = 'spend') x,
    lateral (select (last::date - first::date) + 1 as days) y, generate_series(first, last, interval '1 day') d;
create table spending as
  select label, coalesce(sum(amount) filter (where category = 'SPEND_CATEGORY_MARKETING'), 0) as marketing, coalesce(sum(amount) filter (where category = 'SPEND_CATEGORY_SALES'), 0) as sales,
    coalesce(sum(amount) filter (where category = 'SPEND_CATEGORY_SERVICE'), 0) as service, coalesce(sum(amount) filter (where category = 'SPEND_CATEGORY_RETENTION'), 0) as retention
  from p left join spent on t >= s and t < e group by 1;
create view i.marketing_investment as select label, '' as component, marketing as value from spending;
create view i.customer_acquisition_cost as select label, '' as component, (marketing + sales) / nullif(fresh, 0) as value from spending join bases using (label);
create view i.retain_vs_acquire_cost as
  select label, '' as component, retention / nullif(retained, 0) / nullif((marketing + sales) / nullif(fresh, 0), 0) as value from spending join bases using (label);
create view i.cost_per_contact as
  select label, '' as component, service / nullif(calls + (select count(*) from tickets where opened >= s and opened < e)
    + (select count(*) from contact_times where call = '' and t >= s and t < e), 0) as value from p join spending using (label) join called using (label);
create table rates as select t, f->>'unit' as unit, money(f->'rate', f->>'exchangeRate') as rate from ev where kind = 'serviceRate';
create table minutes as
  select customer, t, duration / 60 as minutes from contact_times
  union all select customer, t, talk / 60 from calls c where talk > 0 and not exists (select from contact_times x where x.customer = c.customer and x.call = c.call);
create table served as
  select customer, t, money(f->'amount', f->>'exchangeRate') as cost from ev where kind = 'customerCost'
  union all select customer, t, minutes * (select rate from rates r where unit = 'SERVICE_RATE_UNIT_CONTACT_MINUTE' and r.t <= c.t order by r.t desc limit 1) from minutes c
  union all select customer, opened, (select rate from rates r where unit = 'SERVICE_RATE_UNIT_TICKET' and r.t <= opened order by r.t desc limit 1) from tickets;
create view i.cost_revenue_ratio as select label, '' as component, (select coalesce(sum(cost), 0) from served where t >= s and t < e) / nullif(revenue, 0) as value from p join sold using (label);
create table money_flow as
  select customer, t, amount from sales union all select customer, t, -cost from orders union all select customer, t, -cost from served;
create index on money_flow (customer, t);
analyze money_flow;
create view i.profit_per_customer as
  select label, '' as component, sum((select coalesce(sum(amount), 0) from money_flow m where m.customer = b.customer and m.t >= p.s and m.t < p.e)) / count(*) as value
  from p join base b using (label) where b.e group by 1;
create view i.unprofitable_customers as
  select label, '' as component, (select percent(count(*) filter (where (select sum(amount) from money_flow m where m.customer = x.customer and m.t >= shift(e, '-365 days') and m.t < e) < 0), count(*))
    from (select distinct customer from orders where t >= shift(e, '-365 days') and t < e) x) as value from p;

-- Observations, and what is made of other indicators.
create function observed(name text, until timestamptz) returns numeric stable language sql return
  (select coalesce((f->>'value')::numeric, 0) from ev where kind = 'observation' and f->>'indicator' = name and t < until order by n desc limit 1);
create view i.techniques_utilized as select label, '' as component, observed('techniques_utilized', e) as value from p;
create view i.study_duration as select label, '' as component, observed('study_duration', e) as value from p;
create view i.staff_fraction as select label, '' as component, observed('staff_fraction', e) as value from p;
create view i.best_practices_ratio as select label, '' as component, observed('best_practices_ratio', e) as value from p;
create view i.niche_markets_found as
  select label, '' as component, case when observed('niche_markets_found', e) is not null then
    (select coalesce(sum(coalesce((f->>'value')::numeric, 0)), 0) from ev where kind = 'observation' and f->>'indicator' = 'niche_markets_found' and t >= s and t < e) end as value from p;
create view i.new_acquisitions_per_salesperson as
  select label, '' as component, fresh / nullif(coalesce(observed('salespeople', p.e), (select count(distinct name) from (
    select t, salesperson as name from orders union select t, f->>'salesperson' from ev where kind = 'customerRegistered') x where name <> '' and t >= p.s and t < p.e)), 0) / months as value
  from p join bases using (label);
create view i.loyalty_index as
  select label, '' as component, (select avg(v) from (values (a.value), (b.value), (c.value)) as x(v)) as value
  from i.repeat_in_period_rate a join i.customer_retention_rate b using (label) join i.promoter_share c using (label);
create view i.customer_performance_indicator as
  select label, component, v.value from (select c.label, c.value as satisfaction, (n.value + 100) / 2 as loyalty, r.value as retention, greatest(0, 100 - x.value * 5) as complaints, 100 - u.value as value
    from i.csat c join i.nps n using (label) join i.customer_retention_rate r using (label) join i.complaints_rate x using (label) join i.unprofitable_customers u using (label)) y,
    lateral (values ('', (select avg(v) from (values (satisfaction), (loyalty), (retention), (complaints), (y.value)) as z(v))), ('satisfaction', satisfaction), ('loyalty', loyalty),
      ('retention', retention), ('complaints', complaints), ('value', y.value)) as v(component, value);

-- Each customer of the base as it stood in the last instant of the period, by the default scales: CSAT 1 to 5, NPS 0 to 10, a lapse of 90 days, complaints 5 down to 0, margin 0 to 1,000.
create function score(value numeric, worst numeric, best numeric) returns numeric immutable language sql return
  case when value is not null then least(1, greatest(0, (value - worst) / (best - worst))) * 100 end;
create table own_parts as
  select label, customer, score(csat, 1, 5) as satisfaction, score(nps, 0, 10) as loyalty, case when running then 100 else score(today - last, 90, 0) end as retention,
    case when known then score(complaints, 5, 0) end as complaints, case when known then score(margin, 0, 1000) end as value
  from (
    select label, b.customer, today,
      (select v::numeric from answers a where a.customer = b.customer and type = 'csat' and item = '' and a.t < p.e order by a.n desc limit 1) as csat,
      (select v::numeric from answers a where a.customer = b.customer and type = 'nps' and item = '' and a.t < p.e order by a.n desc limit 1) as nps,
      (select max((o.t at time zone 'Europe/Berlin')::date) from orders o where o.customer = b.customer and o.t < p.e) as last,
      exists (select from ev x where x.customer = b.customer and x.kind in ('purchase', 'subscriptionStarted') and x.t < p.e) as known,
      exists (select from ev x where x.customer = b.customer and x.kind = 'subscriptionStarted' and x.t < p.e and not exists (
        select from ev y where y.customer = x.customer and y.kind = 'subscriptionCancelled' and y.f->>'subscription' = x.f->>'subscription' and y.t < p.e)) as running,
      (select count(*) from ev x where x.customer = b.customer and x.kind = 'complaint' and x.t < p.e and (x.t at time zone 'Europe/Berlin')::date > today - 365) as complaints,
      coalesce((select sum(amount) from money_flow m where m.customer = b.customer and m.t < p.e and (m.t at time zone 'Europe/Berlin')::date > today - 365), 0)
        -- Talk that a contact time of afterwards is linked to was talk alone then.
        - coalesce((select sum(talk / 60 * (select rate from rates r where unit = 'SERVICE_RATE_UNIT_CONTACT_MINUTE' and r.t <= c.t order by r.t desc limit 1)) from calls c
          where c.customer = b.customer and c.t < p.e and (c.t at time zone 'Europe/Berlin')::date > today - 365 and exists (select from contact_times x where x.customer = c.customer and x.call = c.call)
            and not exists (select from contact_times x where x.customer = c.customer and x.call = c.call and x.t < p.e)), 0) as margin
    from (select label, e, ((e - interval '1 second') at time zone 'Europe/Berlin')::date as today from p) p join base b using (label) where b.e) x;
create view i.customer_cpi_mean as
  select label, '' as component, avg((select avg(v) from (values (satisfaction), (loyalty), (retention), (complaints), (value)) as z(v))) as value from p left join own_parts using (label) group by 1
  union all select label, part, avg(score) from own_parts, lateral (values ('satisfaction', satisfaction), ('loyalty', loyalty), ('retention', retention), ('complaints', complaints), ('value', value)) as v(part, score) group by 1, 2;
