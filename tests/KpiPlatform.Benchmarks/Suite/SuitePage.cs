using KpiPlatform.Benchmarks.Suite.Measuring;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>The page of ratios.</summary>
internal static class SuitePage
{
    /// <summary>As lines for a terminal.</summary>
    public static void Write(TextWriter output, SuiteEnvironment environment, IReadOnlyList<MeasuredPoint> points)
    {
        output.WriteLine(Describe(environment));
        output.WriteLine();
        output.WriteLine($"{"",-72} {"median",10} {"rounds",-22} {"aim",-9} ");
        foreach (var point in points)
        {
            output.WriteLine($"{point.Number}. {point.Title}  ({Describe(point)})");
            foreach (var row in point.Rows)
                output.WriteLine($"   {row.Name,-69} {Value(row),10} {Spread(row),-22} {row.Aim,-9} {Verdict(row),-6} {Sides(row)}");
        }

        output.WriteLine();
        foreach (var point in points)
            output.WriteLine($"{point.Number}. {point.Method}");
    }

    /// <summary>As Markdown.</summary>
    public static void WriteMarkdown(TextWriter output, SuiteEnvironment environment, IReadOnlyList<MeasuredPoint> points)
    {
        output.WriteLine($"# Benchmark suite, {environment.Date:yyyy-MM-dd}, {environment.Commit}");
        output.WriteLine();
        output.WriteLine(Describe(environment));
        foreach (var point in points)
        {
            output.WriteLine();
            output.WriteLine($"## {point.Number}. {point.Title}");
            output.WriteLine($"{Describe(point)}.");
            output.WriteLine();
            output.WriteLine("| figure | median | rounds | aim | | from |");
            output.WriteLine("|---|---|---|---|---|---|");
            foreach (var row in point.Rows)
                output.WriteLine($"| {row.Name} | {Value(row)} | {Spread(row)} | {row.Aim} | {Verdict(row)} | {Sides(row)} |");
            output.WriteLine();
            output.WriteLine(point.Method);
        }
    }

    private static string Describe(SuiteEnvironment environment) =>
        $"commit {environment.Commit}, {environment.Date:yyyy-MM-dd HH:mm} UTC; {environment.Processors} processors, {environment.MemoryBytes >> 30} GiB, {environment.OperatingSystem}, {environment.Runtime}, {environment.Database} "
        + $"({string.Join(", ", environment.DatabaseSettings.Select(setting => $"{setting.Key} {setting.Value}"))}). Clients, server and database share the machine.";

    private static string Describe(MeasuredPoint point) =>
        $"{point.Options.Rounds} rounds of {point.Options.Count:N0} interactions or {point.Options.Phase.TotalSeconds:0} s, {point.Options.Customers:N0} customers, {point.Seconds:0} s in all, at {point.Date:HH:mm}; load before {Samples.Text(point.LoadBefore)}";

    private static string Value(SuiteRow row) => $"{Samples.Text(row.Median)} {row.Unit}";

    private static string Spread(SuiteRow row) => $"{Samples.Text(row.Lowest)} to {Samples.Text(row.Highest)}";

    private static string Verdict(SuiteRow row) => row.IsReached switch
    {
        null => string.Empty,
        true => "yes",
        false => "short",
    };

    private static string Sides(SuiteRow row) => string.Join("; ", row.Sides.Select(side => side.Text));
}
