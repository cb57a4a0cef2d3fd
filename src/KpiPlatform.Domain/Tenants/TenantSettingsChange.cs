using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tenants;

/// <summary>What a change of settings means: whether it is allowed once interactions were counted, and whether they count otherwise under it.</summary>
/// <remarks>
/// Only time zone and currency are fixed from the first interaction on: days and amounts were taken in under them. Everything else
/// that decides how interactions count may change; the past is then counted anew. Surveys and journeys that were never declared
/// before are added without that, because no past interaction can name them.
/// </remarks>
public static class TenantSettingsChange
{
    private const string Root = TenantSettingsValidator.Root;

    /// <summary>Checks a change of complete settings.</summary>
    /// <param name="before">Settings in force.</param>
    /// <param name="after">Settings wanted, completed by <see cref="TenantSettingsValidator"/>.</param>
    /// <param name="isFixed">Whether the tenant has had its first interaction.</param>
    /// <exception cref="DomainException">SETTING_FIXED (FAILED_PRECONDITION), naming the first field that cannot change any more.</exception>
    public static SettingsEffect Check(TenantSettings before, TenantSettings after, bool isFixed)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (isFixed && FixedField(before, after) is { } field)
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition,
                "SETTING_FIXED",
                $"{field} is fixed from the first interaction on: what was recorded rests on it. Everything else can change; the past is then counted anew.",
                field);
        }

        if (FirstChanged(before, after) is not null)
            return SettingsEffect.Recount;
        var added = after.Surveys.Count != before.Surveys.Count || after.Journeys.Count != before.Journeys.Count;
        return added ? SettingsEffect.NewVersion : SettingsEffect.None;
    }

    /// <summary>The first field whose change makes past interactions count otherwise, as a path; null if there is none.</summary>
    public static string? FirstRecounted(TenantSettings before, TenantSettings after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return FirstChanged(before, after);
    }

    private static string? FixedField(TenantSettings before, TenantSettings after)
    {
        if (!string.Equals(before.TimeZone, after.TimeZone, StringComparison.Ordinal))
            return $"{Root}.time_zone";
        return string.Equals(before.Currency, after.Currency, StringComparison.Ordinal) ? null : $"{Root}.currency_code";
    }

    private static string? FirstChanged(TenantSettings before, TenantSettings after)
    {
        if (FixedField(before, after) is { } field)
            return field;
        if (before.FiscalYearStartMonth != after.FiscalYearStartMonth)
            return $"{Root}.fiscal_year_start_month";
        if (before.LapseDays != after.LapseDays)
            return $"{Root}.lapse_days";
        if (before.ReturnWindowDays != after.ReturnWindowDays)
            return $"{Root}.return_window_days";
        if (!before.BaseActivityKinds.ToHashSet().SetEquals(after.BaseActivityKinds))
            return $"{Root}.base_activity_kinds";

        // The position of a dimension and of its values is their number in stored cells, so order counts.
        if (!before.Dimensions.SequenceEqual(after.Dimensions, DimensionComparer.Instance))
            return $"{Root}.dimensions";
        if (!CustomMeasureSet.CountSame(before.Measures, after.Measures))
            return $"{Root}.measures";
        if (!before.ServiceRates.OrderBy(RateKey).SequenceEqual(after.ServiceRates.OrderBy(RateKey)))
            return $"{Root}.service_rates";
        if (!SameSegment(before.TargetSegment, after.TargetSegment))
            return $"{Root}.target_segment";
        if (!string.Equals(before.PremiumProgramme, after.PremiumProgramme, StringComparison.Ordinal))
            return $"{Root}.premium_programme";

        // It changes no value, but where the cells are; those are filled as for any other change.
        if (before.MeasuresShards != after.MeasuresShards)
            return $"{Root}.measures_shards";
        return RemovedOrChanged(before.Surveys, after.Surveys, survey => survey.Id, static (one, other) => one == other, "surveys")
            ?? RemovedOrChanged(before.Journeys, after.Journeys, journey => journey.Id, SameJourney, "journeys");
    }

    private static (int Unit, int Day) RateKey(DatedServiceRate rate) => ((int)rate.Unit, rate.Day);

    private static bool SameSegment(AttributeSegment? one, AttributeSegment? other) =>
        one is null || other is null
            ? one == other
            : string.Equals(one.Attribute, other.Attribute, StringComparison.Ordinal) && one.Values.ToHashSet(StringComparer.Ordinal).SetEquals(other.Values);

    private static string? RemovedOrChanged<T>(IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> idOf, Func<T, T, bool> same, string name)
    {
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < after.Count; i++)
            wanted[idOf(after[i])] = i;
        foreach (var declared in before)
        {
            if (!wanted.TryGetValue(idOf(declared), out var index))
                return $"{Root}.{name}";
            if (!same(declared, after[index]))
                return $"{Root}.{name}[{index}]";
        }

        return null;
    }

    private static bool SameJourney(JourneyDefinition one, JourneyDefinition other) =>
        one.WindowDays == other.WindowDays && one.Steps.SequenceEqual(other.Steps, StringComparer.Ordinal);

    private sealed class DimensionComparer : IEqualityComparer<DimensionDefinition>
    {
        public static readonly DimensionComparer Instance = new();

        public bool Equals(DimensionDefinition? x, DimensionDefinition? y) =>
            ReferenceEquals(x, y)
            || (x is not null && y is not null
                && string.Equals(x.Id, y.Id, StringComparison.Ordinal)
                && string.Equals(x.Source, y.Source, StringComparison.Ordinal)
                && x.Values.SequenceEqual(y.Values, StringComparer.Ordinal));

        public int GetHashCode(DimensionDefinition obj) => StringComparer.Ordinal.GetHashCode(obj.Id);
    }
}
