using KpiPlatform.Cli.Output;
using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Cli.Analysis;

/// <summary>A cell of a cohort: a calendar month, or a rolling step.</summary>
/// <param name="Cohort">The cohort.</param>
/// <param name="Step">Its number, from 0.</param>
/// <param name="FromDay">First day after joining, and last; 0 for calendar months.</param>
/// <param name="ToDay">See <paramref name="FromDay"/>.</param>
/// <param name="Customers">Customers who ordered.</param>
/// <param name="Matured">Customers that the share is of.</param>
/// <param name="Percent">The share; null for none.</param>
/// <param name="Partial">Not over for everybody.</param>
internal sealed record CohortCellRow(Cohort Cohort, int Step, int FromDay, int ToDay, long Customers, long Matured, double? Percent, bool Partial)
{
    /// <summary>Columns of the CSV form.</summary>
    public static IReadOnlyList<CsvColumn<CohortCellRow>> Csv { get; } =
    [
        new("dimension_value", r => r.Cohort.DimensionValue),
        new("cohort", r => r.Cohort.Period?.Label ?? ""),
        new("cohort_customers", r => r.Cohort.Customers),
        new("cohort_partial", r => r.Cohort.Partial),
        new("step", r => r.Step),
        new("from_day", r => r.ToDay == 0 ? null : r.FromDay),
        new("to_day", r => r.ToDay == 0 ? null : r.ToDay),
        new("customers", r => r.Customers),
        new("matured_customers", r => r.Matured),
        new("percent", r => r.Percent),
        new("partial", r => r.Partial),
    ];

    /// <summary>The cells of a cohort.</summary>
    public static IEnumerable<CohortCellRow> Of(Cohort cohort) =>
        cohort.Months.Select(m => new CohortCellRow(cohort, m.Month, 0, 0, m.Customers, cohort.Customers, m.HasPercent ? m.Percent : null, m.Partial))
            .Concat(cohort.Steps.Select(s => new CohortCellRow(cohort, s.Step, s.FromDay, s.ToDay, s.Customers, s.MaturedCustomers, s.HasPercent ? s.Percent : null, s.Partial)));
}
