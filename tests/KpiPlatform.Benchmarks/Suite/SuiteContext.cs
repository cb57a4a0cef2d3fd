using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Suite;

/// <summary>What a point works with, and where its figures go.</summary>
internal sealed class SuiteContext(SuiteOptions options, PostgresServer server, int point, TextWriter progress)
{
    private readonly List<SuiteRow> _rows = [];

    public SuiteOptions Options { get; } = options;

    /// <summary>A server with PostgreSQL's own settings, for this suite alone.</summary>
    public PostgresServer Server { get; } = server;

    public IReadOnlyList<SuiteRow> Rows => _rows;

    /// <summary>Adds measured ÷ the sum of what stands beside it, round by round.</summary>
    public void AddRatio(string name, SuiteAim? aim, SuiteSide measured, params SuiteSide[] besides) =>
        _rows.Add(new(point, name, "x", [.. measured.Rounds.Select((value, round) => value / besides.Sum(side => side.Rounds[round]))], aim, [measured, .. besides]));

    /// <summary>Adds a figure of its own.</summary>
    public void Add(string name, string unit, IReadOnlyList<double> rounds, params SuiteSide[] sides) => _rows.Add(new(point, name, unit, rounds, null, sides));

    /// <summary>Says how far it is: a whole suite takes a while.</summary>
    public void Tell(string line) => progress.WriteLine($"  {line}");
}
