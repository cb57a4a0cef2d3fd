namespace KpiPlatform.Benchmarks;

/// <summary>Options of the form <c>--name value</c>.</summary>
internal sealed class BenchmarkArguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private BenchmarkArguments()
    {
    }

    public static BenchmarkArguments Parse(ReadOnlySpan<string> args)
    {
        if (args.Length % 2 != 0)
        {
            throw new ArgumentException($"Options come in pairs of --name and value; there are {args.Length} words.", nameof(args));
        }

        var parsed = new BenchmarkArguments();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{args[i]}' is no option: it has to start with --.", nameof(args));
            }

            parsed._values[args[i][2..]] = args[i + 1];
        }

        return parsed;
    }

    public string? Get(string name) => _values.GetValueOrDefault(name);

    public int GetInt32(string name, int defaultValue) => Get(name) is { } text ? int.Parse(text) : defaultValue;
}
