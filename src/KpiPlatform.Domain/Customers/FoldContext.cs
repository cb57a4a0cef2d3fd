using System.Runtime.CompilerServices;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Periods;
using KpiPlatform.Domain.Tenants;
using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>What a fold needs beside the interactions: the tenant's definition and the periods to keep. Immutable, thread-safe.</summary>
public sealed class FoldContext
{
    private static readonly ConditionalWeakTable<TenantDefinition, FoldContext> ByDefinition = [];

    private readonly DimensionReader[] _dimensions;

    // Replaced as a whole, so that threads may share it: mostly one source sends in a row.
    private Tuple<string, uint>? _source;

    /// <summary>A fold for the calendar periods.</summary>
    public FoldContext(TenantDefinition definition)
        : this(definition, FoldPeriods.ForCalendar(definition.Calendar))
    {
    }

    /// <summary>The fold for the calendar periods under a definition: one for all customers, kept as long as the definition.</summary>
    public static FoldContext Of(TenantDefinition definition) => ByDefinition.GetValue(definition, static key => new(key));

    /// <summary>A fold for given periods.</summary>
    public FoldContext(TenantDefinition definition, FoldPeriods periods)
    {
        Definition = definition;
        Periods = periods;
        _dimensions = [.. definition.Settings.Dimensions.Select((dimension, slot) => new DimensionReader(slot, dimension))];
        ChannelSlot = definition.Settings.ChannelSlot;
        RegionSlot = definition.Settings.RegionSlot;
        Rates = new(definition.Settings.ServiceRates);
    }

    /// <summary>The tenant's definition.</summary>
    public TenantDefinition Definition { get; }

    /// <summary>The tenant's calendar.</summary>
    public TenantCalendar Calendar => Definition.Calendar;

    /// <summary>Which periods are kept.</summary>
    public FoldPeriods Periods { get; }

    /// <summary>Number of declared dimensions, 0 to 8.</summary>
    public int DimensionCount => _dimensions.Length;

    /// <summary>Position of the dimension "region"; −1 if there is none.</summary>
    public int RegionSlot { get; }

    /// <summary>What service costs.</summary>
    public ServiceRates Rates { get; }

    /// <summary>Position of the dimension declared on the channel, the first if there are several; −1 if there is none.</summary>
    public int ChannelSlot { get; }

    /// <summary>Index of a channel among the values of the dimension declared on it; 0 for "other", and if there is none.</summary>
    public int ChannelIndex(string channel) => ChannelSlot < 0 ? 0 : _dimensions[ChannelSlot].IndexOf(channel);

    /// <summary>The value of a dimension for an interaction of a customer with some attributes.</summary>
    /// <param name="slot">Position of the dimension.</param>
    /// <param name="interaction">The interaction.</param>
    /// <param name="profile">The customer's attributes in force when it happened.</param>
    public DimensionValue Dimension(int slot, Interaction interaction, ProfileFold profile) => _dimensions[slot].Read(interaction, profile);

    /// <summary>The hash that stands for a source, kept for the source seen last.</summary>
    internal uint SourceHash(string source)
    {
        var known = _source;
        if (known is null || !string.Equals(known.Item1, source, StringComparison.Ordinal))
            _source = known = new(source, WideMeasure.HashOf(source));
        return known.Item2;
    }

    /// <summary>The same local time so many days later; where the clock skips it, later by the gap; of two, the earlier.</summary>
    public Instant PlusDays(Instant instant, int days) => Calendar.PlusDays(instant, days);
}
