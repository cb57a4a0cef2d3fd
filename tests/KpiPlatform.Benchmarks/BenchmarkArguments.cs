namespace KpiPlatform.Benchmarks;

/// <summary>Options of the form <c>--name value</c>, or <c>--name</c> alone for a switch.</summary>
internal sealed class BenchmarkArguments
{
    private const string Set = "true";
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private BenchmarkArguments()
    {
    }

    public static BenchmarkArguments Parse(ReadOnlySpan<string> args)
    {
        var parsed = new BenchmarkArguments();
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsName(args[i]))
                throw new ArgumentException($"'{args[i]}' is no option: it has to start with --.", nameof(args));
            var name = args[i][2..];
            parsed._values[name] = i + 1 < args.Length && !IsName(args[i + 1]) ? args[++i] : Set;
        }

        return parsed;
    }

    public string? Get(string name) => _values.GetValueOrDefault(name);

    public bool IsSet(string name) => Get(name) == Set;

    public int GetInt32(string name, int defaultValue) => Get(name) is { } text ? int.Parse(text) : defaultValue;

    private static bool IsName(string word) => word.StartsWith("--", StringComparison.Ordinal);
}
