using KpiPlatform.Domain.Customers;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using KpiPlatform.Domain.Segments;

namespace KpiPlatform.Domain.Tenants;

/// <summary>A tenant's settings, as stored and as shown. Checked where they are taken in.</summary>
public sealed record TenantSettings
{
    /// <summary>At most 200 bytes.</summary>
    public string DisplayName { get; init; } = string.Empty;

    /// <summary>IANA name of the zone. Default Etc/UTC.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>ISO 4217 code. Default EUR.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>1 to 12. Default 1.</summary>
    public int FiscalYearStartMonth { get; init; } = 1;

    /// <summary>Days without qualifying activity after which a customer leaves the base, 1 to 3,650. Default 90.</summary>
    public int LapseDays { get; init; } = 90;

    /// <summary>N of return_after_first_purchase in days, 1 to 3,650. Default 90.</summary>
    public int ReturnWindowDays { get; init; } = 90;

    /// <summary>Longest lifespan, in years, that clv_simple reckons with: 1 to 100. Default 5. It counts nothing.</summary>
    public int ClvHorizonYears { get; init; } = 5;

    /// <summary>Kinds that keep a customer in the base. Default: purchase.</summary>
    public IReadOnlyList<InteractionKind> BaseActivityKinds { get; init; } = [InteractionKind.Purchase];

    /// <summary>At most 64.</summary>
    public IReadOnlyList<SurveyDefinition> Surveys { get; init; } = [];

    /// <summary>At most 8.</summary>
    public IReadOnlyList<DimensionDefinition> Dimensions { get; init; } = [];

    /// <summary>At most 32.</summary>
    public IReadOnlyList<JourneyDefinition> Journeys { get; init; } = [];

    /// <summary>The tenant's own measures; at most 100.</summary>
    public IReadOnlyList<CustomMeasureDefinition> Measures { get; init; } = [];

    /// <summary>Which numbers of cells have been given to measures, those deleted included.</summary>
    public CustomMeasureNumbers MeasureNumbers { get; init; } = new();

    /// <summary>The tenant's own indicators; at most 200. They are formulas over measures, so they change nothing that is counted.</summary>
    public IReadOnlyList<TenantIndicatorDefinition> Indicators { get; init; } = [];

    /// <summary>What service costs, dated; none by default, and then contact time and tickets cost nothing.</summary>
    public IReadOnlyList<DatedServiceRate> ServiceRates { get; init; } = [];

    /// <summary>Thresholds of the lifecycle of customers.</summary>
    public LifecycleSettings Lifecycle { get; init; } = new();

    /// <summary>Weights and scales of the customer performance indicator of each customer.</summary>
    public CustomerPerformanceSettings Performance { get; init; } = new();

    /// <summary>Thresholds of recency, frequency and monetary value.</summary>
    public RfmSettings Rfm { get; init; } = new();

    /// <summary>Named sets of customers; at most 64. They count nothing.</summary>
    public IReadOnlyList<SegmentDefinition> Segments { get; init; } = [];

    /// <summary>Industry whose tenants are compared with each other; empty, the default, for none. 1 to 64 characters of a-z, 0-9, "-" and "_".</summary>
    public string Industry { get; init; } = string.Empty;

    /// <summary>Whether the tenant lends its values to anonymous medians of its industry, and is shown them. Default: no.</summary>
    public bool ShareBenchmarks { get; init; }

    /// <summary>Customers of the target segment; null if none is declared.</summary>
    public AttributeSegment? TargetSegment { get; init; }

    /// <summary>
    /// Programme whose members' prices are compared with those of others, by product; null, the default, keeps no prices: they take up to
    /// two cells for each product and day.
    /// </summary>
    public string? PremiumProgramme { get; init; }

    /// <summary>Days for which personal parts are kept, from when they occurred, 1 to 36,500; 0, the default: for ever.</summary>
    public int PersonalRetentionDays { get; init; }

    /// <summary>
    /// Days for which facts of customers are kept, from when they occurred, 1 to 36,500; 0, the default: for ever. Moves
    /// <see cref="CoverageFromDay"/> on, day by day.
    /// </summary>
    public int FactsRetentionDays { get; init; }

    /// <summary>
    /// Local day from which on there are facts, 1970-01-01 = 0: those before it were deleted, or are just being, and none is recorded there any
    /// more. Null, the default: nothing was deleted. It only ever grows, and is not among the settings that people change.
    /// </summary>
    public int? CoverageFromDay { get; init; }

    /// <summary>
    /// Over how many grains the tenant's measures are spread, each with the cells of a part of the customers: a power of two, 1 to 64.
    /// Default 1. A change counts the past anew, into cells of as many shards; it changes no value.
    /// </summary>
    public int MeasuresShards { get; init; } = 1;

    /// <summary>Position of the dimension "region", if its source is an attribute; −1 if there is none.</summary>
    internal int RegionSlot => SlotOf(dimension => string.Equals(dimension.Id, "region", StringComparison.Ordinal)
        && dimension.Source.StartsWith("attribute:", StringComparison.Ordinal));

    /// <summary>Position of the first dimension whose source is the channel; −1 if there is none.</summary>
    internal int ChannelSlot => SlotOf(dimension => string.Equals(dimension.Source, "channel", StringComparison.Ordinal));

    private int SlotOf(Func<DimensionDefinition, bool> isIt)
    {
        for (var slot = 0; slot < Dimensions.Count; slot++)
        {
            if (isIt(Dimensions[slot]))
                return slot;
        }

        return -1;
    }
}
