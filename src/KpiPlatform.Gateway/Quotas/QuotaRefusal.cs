using System.Globalization;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Gateway.Quotas;

/// <summary>That a tenant has taken what a quota allows.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Reason">Which quota: one of <see cref="QuotaReasons"/>.</param>
/// <param name="Message">For a person.</param>
/// <param name="Delay">When to try again; null if waiting does not help.</param>
internal sealed record QuotaRefusal(TenantId Tenant, string Reason, string Message, TimeSpan? Delay)
{
    private const string AskForMore = "Ask the platform's admins for more if that is too little.";

    /// <summary>Interactions came too fast.</summary>
    public static QuotaRefusal Rate(TenantId tenant, TenantQuotas quotas, TimeSpan delay) => new(
        tenant,
        QuotaReasons.InteractionsPerSecond,
        string.Create(CultureInfo.InvariantCulture, $"The tenant sends more than the {quotas.EffectiveInteractionsPerSecond} interactions per second that its quota allows. Send the same again after the delay; nothing of it was recorded. {AskForMore}"),
        delay);

    /// <summary>The month is used up.</summary>
    public static QuotaRefusal Month(TenantId tenant, TenantQuotas quotas, TimeSpan delay) => new(
        tenant,
        QuotaReasons.InteractionsPerMonth,
        string.Create(CultureInfo.InvariantCulture, $"The tenant has recorded the {quotas.EffectiveInteractionsPerMonth} interactions that its quota allows this month. {AskForMore}"),
        delay);

    /// <summary>Too much is open at once.</summary>
    public static QuotaRefusal Open(TenantId tenant, string reason, string what, long most, TimeSpan delay) => new(
        tenant, reason, string.Create(CultureInfo.InvariantCulture, $"The tenant has {most} {what} on this server, as many as its quota allows. Close one, or try again later. {AskForMore}"), delay);

    /// <summary>There are as many definitions as may be.</summary>
    public static QuotaRefusal Full(TenantId tenant, long most) => new(
        tenant,
        QuotaReasons.Definitions,
        string.Create(CultureInfo.InvariantCulture, $"The tenant has {most} scorecards, measures, indicators and segments, as many as its quota allows. Delete what is not used. {AskForMore}"),
        Delay: null);

    /// <summary>Calls cost more than may be.</summary>
    public static QuotaRefusal Cost(TenantId tenant, TenantQuotas quotas, int cost, TimeSpan delay) => new(
        tenant,
        QuotaReasons.QueryCost,
        string.Create(CultureInfo.InvariantCulture, $"The tenant's calls cost more than the {quotas.EffectiveQueryCostPerSecond} per second that its quota allows; this one costs {cost}. Try again after the delay. {AskForMore}"),
        delay);
}
