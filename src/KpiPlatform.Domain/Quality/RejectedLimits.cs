using NodaTime;

namespace KpiPlatform.Domain.Quality;

/// <summary>How much is kept of what was refused.</summary>
public static class RejectedLimits
{
    /// <summary>
    /// Reason of what can't be corrected because its customer was erased. Counted, and never kept: keeping what was sent would bring back what was erased.
    /// </summary>
    public const string CustomerErased = "CUSTOMER_ERASED";

    /// <summary>Reason of what occurred before the tenant's facts start. Counted, and never kept, for the same reason.</summary>
    public const string BeforeCoverage = "BEFORE_COVERAGE";

    /// <summary>How long.</summary>
    public static readonly Duration Age = Duration.FromDays(30);

    /// <summary>Most of a tenant; older ones go first.</summary>
    public const int PerTenant = 10_000;

    /// <summary>Most bytes of a tenant; older ones go first.</summary>
    public const long BytesPerTenant = 64L << 20;
}
