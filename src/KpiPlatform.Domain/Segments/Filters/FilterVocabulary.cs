using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Tenants;

namespace KpiPlatform.Domain.Segments.Filters;

/// <summary>What a filter may name beside the fields that every tenant has.</summary>
/// <param name="Settings">The tenant's settings: its currency, dimensions and segments.</param>
public sealed record FilterVocabulary(TenantSettings Settings)
{
    /// <summary>Whether an id is one of the tenant's indicators; by default there are none, since only lists say over which period.</summary>
    public Func<string, bool> IsIndicator { get; init; } = static _ => false;

    /// <summary>Field path of the filter, for errors. Default "filter".</summary>
    public string Field { get; init; } = "filter";

    /// <summary>Segments whose filters are being read, so that none is made of itself.</summary>
    public IReadOnlyList<string> Within { get; init; } = [];

    /// <summary>Minor units in a whole one of the tenant's currency.</summary>
    internal int MinorPerUnit => Currency.Of(Settings.Currency).MinorPerUnit;
}
