namespace KpiPlatform.Cli;

/// <summary>Entry point of the command line tool <c>kpi</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) =>
        new KpiApplication(CliEnvironment.FromProcess()).RunAsync(args, CancellationToken.None);
}
