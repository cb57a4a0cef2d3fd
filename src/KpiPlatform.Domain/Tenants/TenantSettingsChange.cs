using KpiPlatform.Domain.Measures;

namespace KpiPlatform.Domain.Tenants;

/// <summary>What a change of settings means: whether it is allowed once interactions were counted, and whether it changes how they count.</summary>
/// <remarks>
/// From the first interaction on, everything that past interactions were counted under is fixed: cells hold what they came to
/// under it. The display name may change; surveys and journeys may be added, because no past interaction can name them.
/// </remarks>
public static class TenantSettingsChange
{
    private const string Root = TenantSettingsValidator.Root;

    /// <summary>Checks a change of complete settings.</summary>
    /// <param name="before">Settings in force.</param>
    /// <param name="after">Settings wanted, completed by <see cref="TenantSettingsValidator"/>.</param>
    /// <param name="isFixed">Whether the tenant has had its first interaction.</param>
    /// <returns>Whether the change concerns how interactions count, so that the definition's version rises.</returns>
    /// <exception cref="DomainException">SETTING_FIXED (FAILED_PRECONDITION), naming the first field that cannot change any more.</exception>
    public static bool Check(TenantSettings before, TenantSettings after, bool isFixed)
    {
        var (fixedField, raisesVersion) = Classify(before, after);
        if (isFixed && fixedField is not null)
        {
            throw new DomainException(
                ErrorKind.FailedPrecondition,
                "SETTING_FIXED",
                $"{fixedField} is fixed from the first interaction on: what was counted rests on it. Only display_name can change, and surveys and journeys can be added.",
                fixedField);
        }

        return raisesVersion;
    }

    private static (string? FixedField, bool RaisesVersion) Classify(TenantSettings before, TenantSettings after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var fixedField = FirstChanged(before, after);
        var added = after.Surveys.Count != before.Surveys.Count || after.Journeys.Count != before.Journeys.Count;
        return (fixedField, fixedField is not null || added);
    }

    private static string? FirstChanged(TenantSettings before, TenantSettings after)
    {
        if (!string.Equals(before.TimeZone, after.TimeZone, StringComparison.Ordinal))
            return $"{Root}.time_zone";
        if (!string.Equals(before.Currency, after.Currency, StringComparison.Ordinal))
            return $"{Root}.currency_code";
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
        return RemovedOrChanged(before.Surveys, after.Surveys, survey => survey.Id, static (one, other) => one == other, "surveys")
            ?? RemovedOrChanged(before.Journeys, after.Journeys, journey => journey.Id, SameJourney, "journeys");
    }

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
