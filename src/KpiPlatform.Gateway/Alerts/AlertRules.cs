using KpiPlatform.Domain;
using KpiPlatform.Domain.Alerts;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Scorecards;
using KpiPlatform.Domain.Tenants;
using KpiPlatform.Gateway.Access;
using KpiPlatform.Gateway.Definitions;
using KpiPlatform.Gateway.Errors;
using KpiPlatform.Gateway.Mapping;
using KpiPlatform.Gateway.Names;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Alerts;
using KpiPlatform.Grains.Abstractions.Scorecards;
using NodaTime;
using Proto = KpiPlatform.Protocol.V1;

namespace KpiPlatform.Gateway.Alerts;

/// <summary>Makes and changes rules.</summary>
internal sealed class AlertRules(IAlertStore store, IAlertSignals signals, CallerGrains grains, TimeProvider time)
{
    private const string Sent = "alert_rule";

    /// <summary>Makes one.</summary>
    public async Task<AlertRule> CreateAsync(TenantDefinition tenant, TenantId id, Proto.CreateAlertRuleRequest request, CancellationToken cancellationToken)
    {
        if (request.AlertRuleId.Length == 0)
            throw Required("alert_rule_id");
        var sent = request.AlertRule ?? throw Required(Sent);
        var mask = UpdateMask.Read(mask: null, AlertRuleMapper.Changeable, AlertRuleMapper.OutputOnly, emptyIsAll: true);
        var now = time.Now();
        var rule = AlertRuleMapper.Apply(sent, mask, new() { Id = request.AlertRuleId, RequestId = request.RequestId, CreatedAtTicks = now.ToUnixTimeTicks(), UpdatedAtTicks = now.ToUnixTimeTicks() });
        await CheckAsync(tenant, id, rule, cancellationToken);
        return await ChangeAsync(
            tenant.Tenant,
            rule.Id,
            now,
            (all, before) =>
            {
                if (before is not null)
                {
                    return request.RequestId.Length > 0 && string.Equals(request.RequestId, before.RequestId, StringComparison.Ordinal)
                        ? before
                        : throw new DomainException(ErrorKind.AlreadyExists, "ALERT_RULE_EXISTS", $"There is a rule \"{DisplayText.Of(rule.Id)}\" already.", "alert_rule_id");
                }

                return all.Count < AlertRule.MaxRules
                    ? rule
                    : throw new DomainException(ErrorKind.FailedPrecondition, "TOO_MANY_RULES", $"The tenant has {AlertRule.MaxRules} rules: delete one first.", "alert_rule_id");
            },
            request.ValidateOnly,
            cancellationToken);
    }

    /// <summary>Changes one.</summary>
    public async Task<AlertRule> UpdateAsync(TenantDefinition tenant, TenantId id, string ruleId, Proto.UpdateAlertRuleRequest request, CancellationToken cancellationToken)
    {
        var mask = UpdateMask.Read(request.UpdateMask, AlertRuleMapper.Changeable, AlertRuleMapper.OutputOnly, emptyIsAll: false);
        var now = time.Now();
        var known = await GetAsync(tenant.Tenant, ruleId, "alert_rule.name", cancellationToken);
        await CheckAsync(tenant, id, AlertRuleMapper.Apply(request.AlertRule, mask, known), cancellationToken);
        return await ChangeAsync(
            tenant.Tenant,
            ruleId,
            now,
            (_, before) =>
            {
                var existing = before ?? throw NotFound(ruleId, "alert_rule.name");
                DefinitionEtag.Require(existing, request.AlertRule.Etag, "alert_rule.etag");
                var changed = AlertRuleMapper.Apply(request.AlertRule, mask, existing);
                return changed == existing ? existing : changed with { UpdatedAtTicks = now.ToUnixTimeTicks() };
            },
            request.ValidateOnly,
            cancellationToken);
    }

    /// <summary>Deletes one.</summary>
    public Task DeleteAsync(TenantNumber tenant, string id, string etag, bool validateOnly, CancellationToken cancellationToken) =>
        ChangeAsync(
            tenant,
            id,
            time.Now(),
            (_, before) =>
            {
                DefinitionEtag.Require(before ?? throw NotFound(id, "name"), etag, "etag");
                return null;
            },
            validateOnly,
            cancellationToken);

    /// <summary>The rule of an id.</summary>
    /// <exception cref="DomainException">ALERT_RULE_NOT_FOUND.</exception>
    public async Task<AlertRule> GetAsync(TenantNumber tenant, string id, string field, CancellationToken cancellationToken) =>
        (await store.ReadRulesAsync(tenant, cancellationToken)).FirstOrDefault(rule => string.Equals(rule.Id, id, StringComparison.Ordinal)) ?? throw NotFound(id, field);

    private async Task<AlertRule> ChangeAsync(
        TenantNumber tenant, string id, Instant now, Func<IReadOnlyList<AlertRule>, AlertRule?, AlertRule?> decide, bool validateOnly, CancellationToken cancellationToken)
    {
        if (validateOnly)
        {
            var all = await store.ReadRulesAsync(tenant, cancellationToken);
            return decide(all, all.FirstOrDefault(rule => string.Equals(rule.Id, id, StringComparison.Ordinal)))!;
        }

        var after = await store.ChangeRuleAsync(tenant, id, now, decide, cancellationToken);
        signals.RulesChanged();
        signals.EventsStored(tenant);
        return after!;
    }

    private async Task CheckAsync(TenantDefinition tenant, TenantId id, AlertRule rule, CancellationToken cancellationToken)
    {
        AlertRuleChecks.Check(rule, tenant, AlertRuleMapper.KindNames, Sent);
        if (rule.Indicator is not { Scorecard.Length: > 0 } indicator)
            return;
        var reply = await grains.GetGrain<IScorecardGrain>(GrainKeys.Scorecard(id, ScorecardId.Parse(indicator.Scorecard))).Get(cancellationToken);
        if (reply.Error is { Kind: ErrorKind.NotFound })
            throw new DomainException(ErrorKind.InvalidArgument, "UNKNOWN_SCORECARD", $"The tenant has no scorecard \"{DisplayText.Of(indicator.Scorecard)}\".", $"{Sent}.indicator.scorecard");
        if (indicator.Path.Length == 0)
            return;
        var path = IndicatorPath.Parse(indicator.Path, $"{Sent}.indicator.path");
        var known = GrainJson.Read<ScorecardDefinition>(reply.Require().DefinitionJson).AllIndicators().ToList();
        if (!known.Exists(entry => entry.Path == path))
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                "UNKNOWN_INDICATOR",
                $"The scorecard has no indicator \"{DisplayText.Of(indicator.Path)}\": it has {string.Join(", ", known.Take(8).Select(entry => entry.Path))}{(known.Count > 8 ? ", …" : string.Empty)}.",
                $"{Sent}.indicator.path");
        }
    }

    private static DomainException NotFound(string id, string field) =>
        new(ErrorKind.NotFound, "ALERT_RULE_NOT_FOUND", $"The tenant has no rule \"{DisplayText.Of(id)}\".", field);

    private static DomainException Required(string field) => new(ErrorKind.InvalidArgument, Reasons.Required, $"{field} is required.", field);
}
