namespace KpiPlatform.Domain.Benchmarks;

/// <summary>Limits of benchmarks.</summary>
public static class BenchmarkLimits
{
    /// <summary>Fewest other tenants that a median rests on.</summary>
    public const int MinimumTenants = 5;

    /// <summary>Fewest active customers of each of them in the period.</summary>
    public const int MinimumCustomers = 100;

    /// <summary>Significant digits of a median.</summary>
    public const int SignificantDigits = 2;

    /// <summary>Most values that a tenant enters.</summary>
    public const int MaxEntered = 1_000;

    /// <summary>Most UTF-8 bytes of a source.</summary>
    public const int MaxSourceBytes = 200;

    /// <summary>Most UTF-8 bytes of a comment.</summary>
    public const int MaxCommentBytes = 2_000;

    /// <summary>Most periods of a history.</summary>
    public const int MaxHistory = 60;

    /// <summary>Periods of a history unless said otherwise.</summary>
    public const int DefaultHistory = 12;
}
