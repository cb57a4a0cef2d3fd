using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Indicators;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Measures;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Tenants;

/// <summary>Checks a tenant's measures and indicators together: ids, formulas, and what they cost.</summary>
public static class TenantFormulasValidator
{
    /// <summary>Most indicators of a tenant.</summary>
    public const int MaxIndicators = 200;

    private const string Root = TenantSettingsValidator.Root;

    /// <summary>Checks settings that are complete but for this.</summary>
    /// <param name="settings">Settings.</param>
    /// <param name="changed">Id of the measure or indicator that a request is about; null: the settings as a whole.</param>
    /// <param name="path">Field path of it in the request, e.g. "indicator".</param>
    /// <param name="before">Settings in force; null if there are none. What could not be read before (another version of the program stored it) stops no other change.</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong; what the change breaks elsewhere is blamed on it.</exception>
    public static void Check(TenantSettings settings, string? changed = null, string path = "", TenantSettings? before = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequireCount(settings.Measures.Count, 0, CustomMeasureLimits.MaxMeasures, "measures", changed is null ? $"{Root}.measures" : path);
        RequireCount(settings.Indicators.Count, 0, MaxIndicators, "indicators", changed is null ? $"{Root}.indicators" : path);
        var currency = Currency.Of(settings.Currency);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < settings.Measures.Count; i++)
        {
            var own = PathOf(settings.Measures[i].Id, $"{Root}.measures[{i}]", changed, path);
            CheckId(ids, settings.Measures[i].Id, changed, own, before);
            CustomMeasureValidator.Complete(settings.Measures[i], currency, own);
        }

        for (var i = 0; i < settings.Indicators.Count; i++)
        {
            var own = PathOf(settings.Indicators[i].Id, $"{Root}.indicators[{i}]", changed, path);
            CheckId(ids, settings.Indicators[i].Id, changed, own, before);
            CheckIndicator(settings.Indicators[i], own);
        }

        CheckCells(settings, changed is null ? $"{Root}.measures" : path);
        CheckFormulas(settings, changed, path, before);
    }

    /// <summary>Checks the id of a measure or indicator that is new.</summary>
    /// <exception cref="DomainException">INVALID_ID, RESERVED_ID or BUILT_IN_ID, naming the field.</exception>
    public static void RequireFreeId(string id, string field) => FormulaNames.RequireFree(id, field);

    private static string PathOf(string id, string path, string? changed, string changedPath) =>
        string.Equals(id, changed, StringComparison.Ordinal) ? changedPath : path;

    private static void CheckId(HashSet<string> ids, string id, string? changed, string path, TenantSettings? before)
    {
        // What was stored keeps its id, even if a later version of the program makes a word of it.
        var isStored = before is not null
            && (before.Indicators.Any(indicator => string.Equals(indicator.Id, id, StringComparison.Ordinal)) || before.Measures.Any(measure => string.Equals(measure.Id, id, StringComparison.Ordinal)));
        if (!isStored && (changed is null || string.Equals(id, changed, StringComparison.Ordinal)))
            FormulaNames.RequireName(id, $"{path}.id");
        RequireUnique(ids, id, $"{path}.id");
    }

    private static void CheckIndicator(TenantIndicatorDefinition indicator, string path)
    {
        RequireText(indicator.Title, CustomMeasureLimits.MaxTitleBytes, $"{path}.title");
        RequireText(indicator.Description, CustomMeasureLimits.MaxDescriptionBytes, $"{path}.description");
        if (!Enum.IsDefined(indicator.Direction))
            throw Invalid("OUT_OF_RANGE", $"{(int)indicator.Direction} is not a direction.", $"{path}.direction");
        if (indicator.MinimumSample < 0)
            throw Invalid("OUT_OF_RANGE", $"{indicator.MinimumSample} is less than 0.", $"{path}.minimum_sample");
        if (indicator.Unit.Length > 0 && FormulaUnit.TryParse(indicator.Unit) is null)
            throw Invalid("INVALID_UNIT", $"\"{Identity.DisplayText.Of(indicator.Unit)}\" is no unit: use ratio, percent, or money, count, points, ms, seconds, minutes, hours, days, months, years joined by * and /, as in money/count.", $"{path}.unit");
    }

    private static void CheckCells(TenantSettings settings, string path)
    {
        var measures = CustomMeasures.Of(settings)?.All ?? [];
        foreach (var kind in measures.SelectMany(measure => measure.Definition.Kinds).Distinct())
        {
            var parts = measures.Where(measure => measure.Definition.Kinds.Contains(kind)).Select(measure => (measure.Definition.Id, Cells: measure.CellsPerInteraction(settings.Dimensions.Count))).ToList();
            var cells = parts.Sum(part => part.Cells);
            var builtIn = CustomMeasureLimits.CellsOfBuiltIn(kind, settings.Dimensions.Count);
            if (cells + builtIn > CustomMeasureLimits.MaxCellsPerInteraction)
            {
                throw Invalid(
                    "TOO_MANY_CELLS",
                    $"One {InteractionKinds.NameOf(kind)} would change {Listed(parts)} = {cells} cells of the tenant's measures; with {builtIn} kept for the built-in ones that is more than {CustomMeasureLimits.MaxCellsPerInteraction}.",
                    path);
            }
        }

        var values = settings.Dimensions.Sum(dimension => dimension.Values.Count + 1);
        var perDay = measures.Select(measure => (measure.Definition.Id, Cells: measure.CellsPerDay(values))).ToList();
        var live = perDay.Sum(part => part.Cells) * (long)CustomMeasureLimits.ReckonedDays;
        if (live > CustomMeasureLimits.MaxLiveCells)
        {
            throw Invalid(
                "TOO_MANY_CELLS",
                $"A year can have ({Listed(perDay)}) x {CustomMeasureLimits.ReckonedDays} days = {live} cells, more than {CustomMeasureLimits.MaxLiveCells}: a measure that adds up has one a day for the whole and for each of {values} dimension values.",
                path);
        }
    }

    private static string Listed(List<(string Id, int Cells)> parts) =>
        string.Join(" + ", parts.OrderByDescending(part => part.Cells).Take(8).Select(part => $"{part.Cells} ({part.Id})")) + (parts.Count > 8 ? $" + {parts.OrderByDescending(part => part.Cells).Skip(8).Sum(part => part.Cells)} (others)" : string.Empty);

    private static void CheckFormulas(TenantSettings settings, string? changed, string path, TenantSettings? before)
    {
        var indicators = TenantIndicators.Of(settings);
        var known = before is null ? TenantIndicators.BuiltIn : TenantIndicators.Of(before);
        if (changed is not null && indicators.ErrorOf(changed) is { } own)
            throw own.ToException($"{path}.{(IsMeasure(changed) ? PartOf(changed, own) : string.Equals(own.Reason, FormulaReasons.StatedUnit, StringComparison.Ordinal) ? "unit" : "formula")}");
        for (var i = 0; i < settings.Measures.Count; i++)
        {
            if (known.ErrorOf(settings.Measures[i].Id) is null && indicators.ErrorOf(settings.Measures[i].Id) is { } error)
                throw changed is null ? error.ToException($"{Root}.measures[{i}].{PartOf(settings.Measures[i].Id, error)}") : Broken(settings.Measures[i].Id, error);
        }

        for (var i = 0; i < settings.Indicators.Count; i++)
        {
            if (known.ErrorOf(settings.Indicators[i].Id) is null && indicators.ErrorOf(settings.Indicators[i].Id) is { } error)
                throw changed is null ? error.ToException($"{Root}.indicators[{i}].formula") : Broken(settings.Indicators[i].Id, error);
        }

        bool IsMeasure(string id) => settings.Measures.Any(measure => string.Equals(measure.Id, id, StringComparison.Ordinal));
        string PartOf(string id, FormulaError error) => error.Offset <= settings.Measures.First(measure => string.Equals(measure.Id, id, StringComparison.Ordinal)).Numerator.Length ? "numerator" : "denominator";
        DomainException Broken(string id, FormulaError error) => new(ErrorKind.FailedPrecondition, "IN_USE", $"\"{id}\" would no longer work: {error.Message}. Change it first.", path);
    }
}
