namespace KpiPlatform.Domain.Analysis;

/// <summary>How many customers of a cohort ordered in a step of time after they joined.</summary>
/// <param name="Step">From 0.</param>
/// <param name="Customers">Customers who ordered in it, of those for whom it is over; with calendar months, of all.</param>
/// <param name="Matured">Customers for whom it is over; with calendar months, all.</param>
/// <param name="Partial">It is not over for every customer of the cohort.</param>
public sealed record CohortCell(int Step, long Customers, long Matured, bool Partial)
{
    /// <summary>Of the matured ones, 0 to 100; null if there are none.</summary>
    public double? Percent => Matured == 0 ? null : 100.0 * Customers / Matured;
}
