using KpiPlatform.Domain.Formulas;
using KpiPlatform.Domain.Identity;
using KpiPlatform.Domain.Interactions;
using static KpiPlatform.Domain.FieldChecks;

namespace KpiPlatform.Domain.Measures;

/// <summary>Checks a tenant's measure as it is taken in.</summary>
public static class CustomMeasureValidator
{
    /// <summary>Checks what a definition says by itself, and puts its kinds in order.</summary>
    /// <param name="measure">As sent.</param>
    /// <param name="currency">The tenant's currency.</param>
    /// <param name="path">Prefix of field paths, e.g. "measure".</param>
    /// <exception cref="DomainException">INVALID_ARGUMENT, naming the first field that is wrong.</exception>
    public static CustomMeasureDefinition Complete(CustomMeasureDefinition measure, Currency currency, string path)
    {
        ArgumentNullException.ThrowIfNull(measure);
        RequireText(measure.Title, CustomMeasureLimits.MaxTitleBytes, $"{path}.title");
        RequireText(measure.Description, CustomMeasureLimits.MaxDescriptionBytes, $"{path}.description");
        if (!Enum.IsDefined(measure.Aggregation) || measure.Aggregation == CustomMeasureAggregation.None)
            throw Invalid("REQUIRED", "A measure says how it aggregates: count, sum, average, min, max, distinct_customers, customers_with_at_least, ratio, percentile, last or sum_of_last.", $"{path}.aggregation");
        CheckKinds(measure, path);
        CheckConditions(measure, currency, path);
        CheckField(measure, path);
        CheckNumbers(measure, path);
        CheckRatio(measure, path);
        return measure with { Kinds = [.. measure.Kinds.Order()] };
    }

    private static bool IsOfValues(CustomMeasureAggregation aggregation) => aggregation is
        CustomMeasureAggregation.Sum or CustomMeasureAggregation.Average or CustomMeasureAggregation.Min or CustomMeasureAggregation.Max
        or CustomMeasureAggregation.Percentile or CustomMeasureAggregation.Last or CustomMeasureAggregation.SumOfLast;

    private static bool IsOfCustomers(CustomMeasureAggregation aggregation) => aggregation is
        CustomMeasureAggregation.DistinctCustomers or CustomMeasureAggregation.CustomersWithAtLeast or CustomMeasureAggregation.SumOfLast;

    private static void CheckKinds(CustomMeasureDefinition measure, string path)
    {
        if (measure.Aggregation == CustomMeasureAggregation.Ratio)
        {
            RequireCount(measure.Kinds.Count, 0, 0, "kinds of a ratio, which divides two other measures", $"{path}.kinds");
            return;
        }

        RequireCount(measure.Kinds.Count, 1, InteractionKinds.All.Count, "kinds of interaction", $"{path}.kinds");
        var seen = new HashSet<InteractionKind>();
        for (var i = 0; i < measure.Kinds.Count; i++)
        {
            var kind = measure.Kinds[i];
            var field = $"{path}.kinds[{i}]";
            if (!InteractionKinds.All.Contains(kind))
                throw Invalid("INVALID_KIND", $"{(int)kind} is not a kind of interaction.", field);
            var name = InteractionKinds.NameOf(kind);
            if (!seen.Add(kind))
                throw Invalid("DUPLICATE_KIND", $"\"{name}\" appears twice.", field);
            if (InteractionKinds.IsOfTenant(kind) && IsOfCustomers(measure.Aggregation))
                throw Invalid("INVALID_KIND", $"\"{name}\" is a fact of the tenant and has no customer to count by.", field);
            if (!InteractionKinds.IsOfTenant(kind) && measure.Aggregation == CustomMeasureAggregation.Last)
                throw Invalid("INVALID_KIND", $"\"{name}\" belongs to customers, each of whom has a newest one: use sum_of_last, or last over spend, observation or service_rate.", field);
        }
    }

    private static void CheckConditions(CustomMeasureDefinition measure, Currency currency, string path)
    {
        RequireCount(measure.Conditions.Count, 0, measure.Aggregation == CustomMeasureAggregation.Ratio ? 0 : CustomMeasureLimits.MaxConditions, "conditions", $"{path}.conditions");
        for (var i = 0; i < measure.Conditions.Count; i++)
        {
            var field = $"{path}.conditions[{i}]";
            var (condition, error) = FieldCondition.Parse(measure.Conditions[i], currency);
            if (error is not null)
                throw error.ToException(field);
            CheckKindOf(condition!.Path, measure, field);
        }
    }

    private static void CheckField(CustomMeasureDefinition measure, string path)
    {
        var field = $"{path}.field";
        if (!IsOfValues(measure.Aggregation))
        {
            if (measure.Field.Length > 0)
                throw Invalid("NOT_APPLICABLE", "Only an aggregation of values has a field: leave it empty.", field);
            return;
        }

        if (measure.Field.Length == 0)
            throw Invalid("REQUIRED", "The aggregation takes the values of a field, such as purchase.amount.", field);
        var parsed = FieldPath.Parse(measure.Field, out var problem) ?? throw Invalid("UNKNOWN_FIELD", $"\"{DisplayText.Of(measure.Field)}\" {problem}.", field);
        if (!parsed.IsNumber)
            throw Invalid("NOT_A_NUMBER", $"\"{parsed.Text}\" is no number, so it cannot be aggregated.", field);
        CheckKindOf(parsed, measure, field);
    }

    /// <summary>A field of a kind is read off that kind alone.</summary>
    private static void CheckKindOf(FieldPath field, CustomMeasureDefinition measure, string path)
    {
        if (field.Kind == InteractionKind.None || measure.Kinds is [var only] && only == field.Kind)
            return;
        throw Invalid(
            "WRONG_KIND",
            $"\"{field.Text}\" is a field of {InteractionKinds.NameOf(field.Kind)}, and the measure is over {string.Join(", ", measure.Kinds.Select(InteractionKinds.NameOf))}: make it a measure of {InteractionKinds.NameOf(field.Kind)} alone.",
            path);
    }

    private static void CheckNumbers(CustomMeasureDefinition measure, string path)
    {
        if (measure.Aggregation == CustomMeasureAggregation.CustomersWithAtLeast)
        {
            if (measure.AtLeast is < 2 or > CustomMeasureLimits.MaxAtLeast)
                throw Invalid("OUT_OF_RANGE", $"{measure.AtLeast} is not within 2 to {CustomMeasureLimits.MaxAtLeast}; for at least 1 use distinct_customers.", $"{path}.at_least");
        }
        else if (measure.AtLeast != 0)
        {
            throw Invalid("NOT_APPLICABLE", "Only customers_with_at_least takes a number: leave it 0.", $"{path}.at_least");
        }

        RequireFinite(measure.Quantile, $"{path}.quantile");
        if (measure.Aggregation == CustomMeasureAggregation.Percentile)
        {
            if (measure.Quantile is < 0 or > 1)
                throw Invalid("OUT_OF_RANGE", $"{measure.Quantile} is not within 0 to 1; 0.5 is the median.", $"{path}.quantile");
        }
        else if (measure.Quantile != 0)
        {
            throw Invalid("NOT_APPLICABLE", "Only percentile takes a quantile: leave it 0.", $"{path}.quantile");
        }
    }

    private static void CheckRatio(CustomMeasureDefinition measure, string path)
    {
        foreach (var (id, name) in new[] { (measure.Numerator, "numerator"), (measure.Denominator, "denominator") })
        {
            if (measure.Aggregation == CustomMeasureAggregation.Ratio)
                FormulaNames.RequireName(id, $"{path}.{name}");
            else if (id.Length > 0)
                throw Invalid("NOT_APPLICABLE", $"Only a ratio has a {name}: leave it empty.", $"{path}.{name}");
        }
    }
}
