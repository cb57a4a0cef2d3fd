using System.Diagnostics;
using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>Every figure that counts, each beside its limit or peer, on one page.</summary>
internal sealed class SuiteCommand : IBenchmarkCommand
{
    public string Name => "suite";

    public string Summary =>
        "every figure beside its limit or peer, on one page; --only 1,4 --short --results DIR --rounds R --count N --customers N --seconds S --many-customers N --few-customers N --tenants N --journal-rows N";

    public async Task RunAsync(BenchmarkArguments arguments, BenchmarkReport report, CancellationToken cancellationToken)
    {
        var options = SuiteOptions.Read(arguments);
        var only = arguments.Get("only")?.Split(',').Select(text => int.TryParse(text, out var number) ? number : throw new UsageException($"--only has '{text}'; write numbers of points with commas between, for example 1,4.")).ToHashSet();
        var points = typeof(ISuitePoint).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(ISuitePoint).IsAssignableFrom(type))
            .Select(type => (ISuitePoint)Activator.CreateInstance(type)!)
            .Where(point => only?.Contains(point.Number) ?? true)
            .OrderBy(point => point.Number)
            .ToList();
        await using var server = await PostgresServer.StartAsync();
        var environment = await SuiteEnvironment.ReadAsync(server, cancellationToken);
        var measured = new List<MeasuredPoint>();
        foreach (var point in points)
        {
            await Console.Error.WriteLineAsync($"{point.Number}. {point.Title}");
            var context = new SuiteContext(options, server, point.Number, Console.Error);
            var (date, load, watch) = (TimeProvider.System.GetUtcNow(), SuiteEnvironment.Load(), Stopwatch.StartNew());
            await point.RunAsync(context, cancellationToken);
            measured.Add(new(point.Number, point.Title, point.Method, date, options, load, watch.Elapsed.TotalSeconds, context.Rows));

            // After each point: what is measured is kept whatever becomes of the next.
            if (Directory(arguments, options) is { } directory)
                await SuiteResults.WriteAsync(directory, environment, measured, cancellationToken);
        }

        SuitePage.Write(Console.Out, environment, measured);
        var missing = measured.SelectMany(point => point.Rows).Where(row => !row.IsFinite).Select(row => row.Name).ToList();
        if (missing.Count > 0 || measured.Any(point => point.Rows.Count == 0))
            throw new InvalidOperationException($"Figures that are no numbers: {string.Join("; ", missing)}");
        await Console.Out.WriteLineAsync($"{measured.Sum(point => point.Rows.Count)} figures of {measured.Count} points");
    }

    // A short run says nothing that is worth keeping.
    private static string? Directory(BenchmarkArguments arguments, SuiteOptions options) =>
        arguments.Get("results") ?? (options.IsShort || SuiteResults.Root() is not { } root ? null : Path.Combine(root, "tests", "KpiPlatform.Benchmarks", "results"));
}
