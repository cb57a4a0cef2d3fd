using System.Globalization;

namespace KpiPlatform.Domain.Tenants;

/// <summary>
/// How much of the platform a tenant may take, so that none starves the others. What is null has its default, which is meant for everybody and
/// generous. Rates, streams and watchers are counted by each server for itself; the rest is counted for the tenant. Immutable.
/// </summary>
public sealed record TenantQuotas
{
    /// <summary>Field path that errors name.</summary>
    public const string Field = "quota";

    private const long Max = 1_000_000_000_000;

    /// <summary>Every quota at its default.</summary>
    public static TenantQuotas Default { get; } = new();

    /// <summary>Interactions received per second, over time. Default 50,000, range 1 to 1,000,000.</summary>
    public long? InteractionsPerSecond { get; init; }

    /// <summary>Interactions that may come at once after a silence. Default: those of 2 s. Range 1 to 10,000,000.</summary>
    public long? InteractionsBurst { get; init; }

    /// <summary>Interactions accepted per month of the tenant's calendar. Default 1,000,000,000, range 1 to 1,000,000,000,000.</summary>
    public long? InteractionsPerMonth { get; init; }

    /// <summary>Customers, erased ones among them. Default 10,000,000, range 1 to 1,000,000,000,000.</summary>
    public long? Customers { get; init; }

    /// <summary>RecordInteractions streams open at once. Default 1,000, range 1 to 100,000.</summary>
    public long? Streams { get; init; }

    /// <summary>Watch streams open at once. Default 5,000, range 1 to 100,000.</summary>
    public long? Watchers { get; init; }

    /// <summary>Scorecards, measures, indicators and segments of its own, together. Default 5,000, range 1 to 100,000.</summary>
    public long? Definitions { get; init; }

    /// <summary>Cost of calls per second, over time; see the contract for what calls cost. Default 20,000, range 1 to 1,000,000.</summary>
    public long? QueryCostPerSecond { get; init; }

    /// <summary>Cost of calls that may come at once after a silence. Default: that of 10 s. Range 1 to 10,000,000.</summary>
    public long? QueryCostBurst { get; init; }

    /// <summary><see cref="InteractionsPerSecond"/> in force.</summary>
    public long EffectiveInteractionsPerSecond => InteractionsPerSecond ?? 50_000;

    /// <summary><see cref="InteractionsBurst"/> in force.</summary>
    public long EffectiveInteractionsBurst => InteractionsBurst ?? (EffectiveInteractionsPerSecond * 2);

    /// <summary><see cref="InteractionsPerMonth"/> in force.</summary>
    public long EffectiveInteractionsPerMonth => InteractionsPerMonth ?? 1_000_000_000;

    /// <summary><see cref="Customers"/> in force.</summary>
    public long EffectiveCustomers => Customers ?? 10_000_000;

    /// <summary><see cref="Streams"/> in force.</summary>
    public long EffectiveStreams => Streams ?? 1_000;

    /// <summary><see cref="Watchers"/> in force.</summary>
    public long EffectiveWatchers => Watchers ?? 5_000;

    /// <summary><see cref="Definitions"/> in force.</summary>
    public long EffectiveDefinitions => Definitions ?? 5_000;

    /// <summary><see cref="QueryCostPerSecond"/> in force.</summary>
    public long EffectiveQueryCostPerSecond => QueryCostPerSecond ?? 20_000;

    /// <summary><see cref="QueryCostBurst"/> in force.</summary>
    public long EffectiveQueryCostBurst => QueryCostBurst ?? (EffectiveQueryCostPerSecond * 10);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="DomainException">INVALID_QUOTA, naming the field.</exception>
    public void Validate()
    {
        Require("interactions_per_second", InteractionsPerSecond, 1_000_000);
        Require("interactions_burst", InteractionsBurst, 10_000_000);
        Require("interactions_per_month", InteractionsPerMonth, Max);
        Require("customers", Customers, Max);
        Require("streams", Streams, 100_000);
        Require("watchers", Watchers, 100_000);
        Require("definitions", Definitions, 100_000);
        Require("query_cost_per_second", QueryCostPerSecond, 1_000_000);
        Require("query_cost_burst", QueryCostBurst, 10_000_000);
    }

    private static void Require(string name, long? value, long max)
    {
        if (value is { } number && (number < 1 || number > max))
        {
            throw new DomainException(
                ErrorKind.InvalidArgument,
                "INVALID_QUOTA",
                string.Create(CultureInfo.InvariantCulture, $"{name} is {number}; write 1 to {max:N0}, or 0 for the default."),
                $"{Field}.{name}");
        }
    }
}
