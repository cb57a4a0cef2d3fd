namespace KpiPlatform.Benchmarks.Suite;

/// <summary>What a figure is to reach.</summary>
/// <param name="IsLeast">At least <paramref name="Value"/>; else at most.</param>
/// <param name="Value">The bound, itself good enough.</param>
internal sealed record SuiteAim(bool IsLeast, double Value)
{
    public static SuiteAim AtLeast(double value) => new(true, value);

    public static SuiteAim AtMost(double value) => new(false, value);

    public bool IsReached(double value) => IsLeast ? value >= Value : value <= Value;

    public override string ToString() => $"{(IsLeast ? ">=" : "<=")} {Value}";
}
