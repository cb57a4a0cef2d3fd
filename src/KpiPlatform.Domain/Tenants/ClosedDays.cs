namespace KpiPlatform.Domain.Tenants;

/// <summary>A period that somebody closed on a scorecard of the tenant, as a span of local days.</summary>
/// <param name="Scorecard">Id of the scorecard.</param>
/// <param name="Label">The period's label.</param>
/// <param name="FromDay">First day, 1970-01-01 = 0.</param>
/// <param name="ToDay">Day after the last.</param>
public sealed record ClosedDays(string Scorecard, string Label, int FromDay, int ToDay)
{
    /// <summary>Whether a day lies in it.</summary>
    public bool Contains(int day) => FromDay <= day && day < ToDay;
}
