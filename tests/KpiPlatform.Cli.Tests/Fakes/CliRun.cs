namespace KpiPlatform.Cli.Tests.Fakes;

/// <summary>One run of the tool and what came of it.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    public static async Task<CliRun> OfAsync(string? address, params string[] args) => await WithInputAsync(address, "", args);

    public static async Task<CliRun> WithInputAsync(string? address, string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        // A safety net, not a synchronisation: a run that hangs is a failure rather than a stuck build.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var exitCode = await new KpiApplication(Environment(address, output, error, input)).RunAsync(args, limit.Token);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }

    public static CliEnvironment Environment(string? address, TextWriter output, TextWriter error, string input = "") => new()
    {
        Output = output,
        Error = error,
        OpenInput = () => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(input)),
        Width = 80,
        GetVariable = name => name == "KPI_ADDRESS" ? address : null,
    };
}
